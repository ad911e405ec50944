/** Owners, approved senders, pairing requests and the marks of a bot's life, all by the bot's app id: sender ids are per app. */
import {
  pairingCode,
  pairingValidMs,
  askPairing,
  type PairingAsk,
  type PendingPairing,
} from '../access/pairing.ts';
import { createBotMarks, type BotMarks } from './bot-marks.ts';
import type { Database } from './database.ts';

export type People = ReturnType<typeof createPeople>;

type PairingRow = {
  code: string;
  channel: string;
  account: string;
  app_id: string;
  sender_id: string;
  sender_name: string;
  at: number;
  expires_at: number;
};

export function createPeople(
  database: Database,
  now: () => number,
  randomBytes: (size: number) => Uint8Array,
) {
  const { sqlite } = database;
  const pendingOf = sqlite.prepare(`SELECT * FROM pairing WHERE channel = ? AND app_id = ?`);
  const allPending = sqlite.prepare(`SELECT * FROM pairing WHERE expires_at > ? ORDER BY at`);
  const findCode = sqlite.prepare(`SELECT * FROM pairing WHERE code = ? AND expires_at > ?`);
  const addPending = sqlite.prepare(`INSERT INTO pairing VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const dropPending = sqlite.prepare(`DELETE FROM pairing WHERE code = ? OR expires_at <= ?`);
  const approve = sqlite.prepare(`INSERT OR REPLACE INTO approved VALUES (?, ?, ?, ?, ?)`);
  const isApproved = sqlite.prepare(
    `SELECT 1 FROM approved WHERE channel = ? AND app_id = ? AND sender_id = ?`,
  );
  const bots = createBotMarks(database);
  const setOnce = sqlite.prepare(`INSERT OR IGNORE INTO once VALUES (?, ?)`);
  const setFact = sqlite.prepare(`INSERT OR REPLACE INTO facts VALUES (?, ?)`);
  const getFact = sqlite.prepare(`SELECT value FROM facts WHERE key = ?`);
  const unsetOnce = sqlite.prepare(`DELETE FROM once WHERE key = ?`);

  const pending = (channel: string, appId: string) =>
    (pendingOf.all(channel, appId) as PairingRow[]).map(toPending);
  return {
    marks: (channel: string, appId: string): Readonly<BotMarks> => bots.of(channel, appId),
    noteInbound(channel: string, appId: string): void {
      bots.noteInbound(channel, appId, now());
    },
    noteAnswered(channel: string, appId: string, byOwner: boolean): void {
      bots.noteAnswered(channel, appId, now(), byOwner);
    },
    /** Writes what is written behind. */
    flush: bots.flush,
    isApproved(channel: string, appId: string, senderId: string): boolean {
      return isApproved.get(channel, appId, senderId) !== undefined;
    },
    /** The request of a sender, made if there is room for one. */
    requestPairing(sender: Omit<PendingPairing, 'code' | 'at' | 'expiresAt'>): PairingAsk {
      return database.transaction(() => {
        dropPending.run('', now());
        const ask = askPairing(pending(sender.channel, sender.appId), sender.senderId, now());
        if (ask.kind !== 'new') return ask;
        const request = {
          ...sender,
          code: pairingCode(randomBytes(8)),
          at: now(),
          expiresAt: now() + pairingValidMs,
        };
        const { code, channel, accountId, appId, senderId, senderName, at, expiresAt } = request;
        addPending.run(code, channel, accountId, appId, senderId, senderName, at, expiresAt);
        return { kind: 'existing', request };
      });
    },
    pendingPairings(): PendingPairing[] {
      return (allPending.all(now()) as PairingRow[]).map(toPending);
    },
    /** Null when the code is unknown, expired or answered already. `owner` is the bot's owner after it. */
    approvePairing(
      code: string,
      configuredOwner: (channel: string, appId: string) => string | null,
    ): PendingPairing | null {
      return database.transaction(() => {
        const row = findCode.get(code, now()) as PairingRow | undefined;
        if (row === undefined) return null;
        const request = toPending(row);
        approve.run(request.channel, request.appId, request.senderId, request.senderName, now());
        dropPending.run(code, now());
        const owner =
          configuredOwner(request.channel, request.appId) ?? bots.of(request.channel, request.appId).ownerId;
        if (owner === null) bots.setOwner(request.channel, request.appId, request.senderId);
        return request;
      });
    },
    denyPairing(code: string): PendingPairing | null {
      const row = findCode.get(code, now()) as PairingRow | undefined;
      if (row === undefined) return null;
      database.transaction(() => dropPending.run(code, now()));
      return toPending(row);
    },
    once(key: string): boolean {
      return database.transaction(() => setOnce.run(key, now()).changes === 1);
    },
    forget(key: string): void {
      database.transaction(() => unsetOnce.run(key));
    },
    remember(key: string, value: string): void {
      database.transaction(() => setFact.run(key, value));
    },
    recall(key: string): string | null {
      return (getFact.get(key) as { value: string } | undefined)?.value ?? null;
    },
  };
}

function toPending(row: PairingRow): PendingPairing {
  return {
    code: row.code,
    channel: row.channel,
    accountId: row.account,
    appId: row.app_id,
    senderId: row.sender_id,
    senderName: row.sender_name,
    at: row.at,
    expiresAt: row.expires_at,
  };
}
