/**
 * The marks of a bot's life, kept in memory and written behind: a busy bot changes its times with every message, and nobody needs
 * them to the second. What counts for good, its owner and the owner's first answer, is written at once.
 */
import type { Database } from './database.ts';

export type BotMarks = {
  ownerId: string | null;
  lastInboundAt: number | null;
  lastAnsweredAt: number | null;
  ownerAnsweredAt: number | null;
};

type Row = {
  owner_id: string | null;
  last_inbound_at: number | null;
  last_answered_at: number | null;
  owner_answered_at: number | null;
};

const behindMs = 1_000;

export function createBotMarks(database: Database) {
  const find = database.sqlite.prepare(`SELECT * FROM bots WHERE channel = ? AND app_id = ?`);
  const save = database.sqlite.prepare(`INSERT OR REPLACE INTO bots VALUES (?, ?, ?, ?, ?, ?)`);
  const known = new Map<string, BotMarks>();
  const unwritten = new Map<string, () => void>();
  let timer: NodeJS.Timeout | null = null;
  database.onRollback(() => known.clear());

  const marks = (channel: string, appId: string): BotMarks => {
    const key = `${channel} ${appId}`;
    let held = known.get(key);
    if (held === undefined) {
      const row = find.get(channel, appId) as Row | undefined;
      held = {
        ownerId: row?.owner_id ?? null,
        lastInboundAt: row?.last_inbound_at ?? null,
        lastAnsweredAt: row?.last_answered_at ?? null,
        ownerAnsweredAt: row?.owner_answered_at ?? null,
      };
      known.set(key, held);
    }
    return held;
  };
  const flush = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (unwritten.size === 0 || !database.sqlite.isOpen) return;
    const writes = [...unwritten.values()];
    unwritten.clear();
    database.grouped(() => writes.forEach((write) => write()));
  };
  const change = (channel: string, appId: string, changes: Partial<BotMarks>): void => {
    const { ownerId, lastInboundAt, lastAnsweredAt, ownerAnsweredAt } = Object.assign(
      marks(channel, appId),
      changes,
    );
    unwritten.set(`${channel} ${appId}`, () =>
      save.run(channel, appId, ownerId, lastInboundAt, lastAnsweredAt, ownerAnsweredAt),
    );
    timer ??= setTimeout(flush, behindMs).unref();
  };

  return {
    of: marks,
    noteInbound: (channel: string, appId: string, at: number) =>
      change(channel, appId, { lastInboundAt: at }),
    noteAnswered(channel: string, appId: string, at: number, byOwner: boolean): void {
      const isFirst = byOwner && marks(channel, appId).ownerAnsweredAt === null;
      change(channel, appId, { lastAnsweredAt: at, ...(isFirst && { ownerAnsweredAt: at }) });
      if (isFirst) flush();
    },
    setOwner(channel: string, appId: string, ownerId: string): void {
      change(channel, appId, { ownerId });
      flush();
    },
    /** Writes what is not yet written. */
    flush,
  };
}
