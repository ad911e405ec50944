/**
 * The inbox: every message is stored here before its platform hears "received", and stays until it was answered. Unfinished
 * entries never expire. Finished ones are kept for 12 hours, so that a message delivered again is known.
 *
 *   waiting → running → answered → done       (a crash leaves the entry in its state; the next start goes on from there)
 */
import { hash } from 'node:crypto';
import type { InboundMessage } from '../channels/channel.ts';
import { channelTable } from '../channels/table.ts';
import type { Database } from './database.ts';

export const duplicateWindowMs = 12 * 3_600_000;
export const staleAfterMs = 30 * 60_000;

export type InboxEntry = {
  seq: number;
  message: InboundMessage;
  receivedAt: number;
  state: 'waiting' | 'running' | 'answered';
  attempts: number;
  turnId: string | null;
  answer: string | null;
  replyState: unknown;
  /** why it was answered as it was; set with the answer */
  outcome: string | null;
};

/** `overheard`: in a group and not for the bot; it is not stored */
export type Acceptance =
  { kind: 'overheard' } | { kind: 'stored'; entry: InboxEntry } | { kind: 'duplicate' } | { kind: 'stale' };

export type AnswerOutcome = 'answered' | 'failed' | 'stopped' | 'command' | 'pairing' | 'refused';

export type Inbox = ReturnType<typeof createInbox>;

type Row = {
  seq: number;
  message: string;
  received_at: number;
  state: InboxEntry['state'];
  attempts: number;
  turn_id: string | null;
  answer: string | null;
  reply_state: string | null;
  outcome: string | null;
};

export function createInbox(database: Database, now: () => number) {
  const { sqlite } = database;
  const insert = sqlite.prepare(
    `INSERT OR IGNORE INTO inbox (channel, account, message_id, fingerprint, message, received_at) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const unfinished = sqlite.prepare(`SELECT * FROM inbox WHERE state <> 'done' ORDER BY seq`);
  const count = sqlite.prepare(`SELECT count(*) AS n FROM inbox WHERE state <> 'done'`);
  const run = sqlite.prepare(
    `UPDATE inbox SET state = 'running', turn_id = ?, attempts = attempts + 1 WHERE seq = ?`,
  );
  const join = sqlite.prepare(`UPDATE inbox SET state = 'running', turn_id = ? WHERE seq = ?`);
  const answered = sqlite.prepare(
    `UPDATE inbox SET state = 'answered', answer = ?, outcome = ? WHERE seq = ? AND state <> 'done'`,
  );
  const done = sqlite.prepare(
    `UPDATE inbox SET state = 'done', outcome = coalesce(?, outcome), done_at = ? WHERE seq = ?`,
  );
  const saveReply = sqlite.prepare(`UPDATE inbox SET reply_state = ? WHERE seq = ?`);
  const prune = sqlite.prepare(`DELETE FROM inbox WHERE state = 'done' AND done_at < ?`);

  const store = (message: InboundMessage): Acceptance => {
    const at = now();
    if (at - message.sentAt > staleAfterMs) return { kind: 'stale' };
    const text = JSON.stringify(message);
    const { channel, accountId, messageId } = message;
    const result = insert.run(channel, accountId, messageId, fingerprint(message), text, at);
    if (result.changes === 0) return { kind: 'duplicate' };
    const seq = Number(result.lastInsertRowid);
    const rest = { attempts: 0, turnId: null, answer: null, replyState: null, outcome: null };
    return { kind: 'stored', entry: { seq, message, receivedAt: at, state: 'waiting', ...rest } };
  };

  return {
    /** After `database.committed()` no end of the process can lose it, after `database.synced()` no power cut. */
    accept: (message: InboundMessage): Acceptance => database.groupedOne(() => store(message)),
    /** Entries to go on with, oldest first. */
    unfinished(): InboxEntry[] {
      return (unfinished.all() as Row[]).map((row) => ({
        seq: row.seq,
        message: JSON.parse(row.message) as InboundMessage,
        receivedAt: row.received_at,
        state: row.state,
        attempts: row.attempts,
        turnId: row.turn_id,
        answer: row.answer,
        replyState: row.reply_state === null ? null : (JSON.parse(row.reply_state) as unknown),
        outcome: row.outcome,
      }));
    },
    waiting(): number {
      return (count.get() as { n: number }).n;
    },
    markRunning(seq: number, turnId: string): void {
      database.groupedOne(() => run.run(turnId, seq));
    },
    /** The message is part of another one's turn, whose id differs from its own, and is done with that one. */
    markJoined(seq: number, turnId: string): void {
      database.groupedOne(() => join.run(turnId, seq));
    },
    /** From here on only the sending is repeated. */
    markAnswered(seq: number, answer: string, outcome: AnswerOutcome): void {
      database.groupedOne(() => answered.run(answer, outcome, seq));
    },
    /** @param outcome null keeps that of the answer */
    markDone(seq: number, outcome: string | null): void {
      database.groupedOne(() => done.run(outcome, now(), seq));
    },
    /** @param when `now`: committed when it returns, for what a channel sends right after it */
    saveReplyState(seq: number, state: unknown, when: 'now' | 'soon'): void {
      const save = (): unknown => saveReply.run(JSON.stringify(state ?? null), seq);
      if (when === 'now') database.transaction(save);
      else database.groupedOne(save);
    },
    prune(): void {
      prune.run(now() - duplicateWindowMs);
    },
  };
}

/**
 * On a platform the same person's same words at the same millisecond are the same message, even under a second id. Callers of our
 * own API choose their ids themselves, so there the id alone decides.
 */
function fingerprint(message: InboundMessage): string | null {
  if (!Object.hasOwn(channelTable, message.channel)) return null;
  const { channel, accountId, chat, sender, sentAt, text } = message;
  return hash('sha1', JSON.stringify([channel, accountId, chat.id, sender.id, sentAt, text]), 'base64');
}
