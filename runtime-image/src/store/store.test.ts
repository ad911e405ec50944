import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inbound, removeDir, tempDir } from '../testing.ts';
import { openDatabase, type Database } from './database.ts';
import { createInbox, duplicateWindowMs, staleAfterMs } from './inbox.ts';
import { createTranscripts } from './transcripts.ts';

let dir: string;
let database: Database;
let at: number;
const now = (): number => at;
const file = (): string => path.join(dir, 'gateway.sqlite');

beforeEach(() => {
  dir = tempDir();
  database = openDatabase(file());
  at = Date.UTC(2026, 10, 22, 12);
});
afterEach(() => {
  database.close();
  removeDir(dir);
});

const message = (more = {}) => inbound('hello', { sentAt: at, ...more });

describe('the inbox', () => {
  it('knows a message for twelve hours after it was done, and an unfinished one for ever', () => {
    const inbox = createInbox(database, now);
    const done = inbox.accept(message({ messageId: 'done' }));
    inbox.accept(message({ messageId: 'open', text: 'other' }));
    if (done.kind === 'stored') inbox.markDone(done.entry.seq, 'answered');
    at += duplicateWindowMs - 1;
    inbox.prune();
    expect(inbox.accept(message({ messageId: 'done' })).kind).toBe('duplicate');
    at += 2;
    inbox.prune();
    expect(inbox.accept(message({ messageId: 'done' })).kind).toBe('stored');
    at += 365 * 86_400_000;
    inbox.prune();
    expect(inbox.unfinished().map((entry) => entry.message.messageId)).toEqual(['open', 'done']);
  });

  it('drops new deliveries older than 30 minutes, to the millisecond', () => {
    const inbox = createInbox(database, now);
    expect(inbox.accept(message({ messageId: 'a', sentAt: at - staleAfterMs })).kind).toBe('stored');
    expect(inbox.accept(message({ messageId: 'b', sentAt: at - staleAfterMs - 1 })).kind).toBe('stale');
  });

  it('goes on from where it was when it is opened again', () => {
    const inbox = createInbox(database, now);
    for (const id of ['waiting', 'running', 'answered', 'done'])
      inbox.accept(message({ messageId: id, text: id }));
    inbox.markRunning(2, 'turn');
    inbox.saveReplyState(2, { card: 7 }, 'now');
    inbox.markAnswered(3, 'the answer', 'answered');
    inbox.markDone(4, 'answered');
    database.close();
    database = openDatabase(file());
    expect(createInbox(database, now).unfinished()).toMatchObject([
      { state: 'waiting', attempts: 0 },
      { state: 'running', attempts: 1, turnId: 'turn', replyState: { card: 7 } },
      { state: 'answered', answer: 'the answer', outcome: 'answered' },
    ]);
  });
});

describe('the database', () => {
  it('syncs what was committed before the call, and shares a sync among those who wait', async () => {
    const waits = Array.from({ length: 50 }, () => {
      database.sqlite.exec(`INSERT INTO once VALUES ('${Math.random()}', 0)`);
      return database.synced();
    });
    expect(new Set(waits).size).toBeLessThanOrEqual(2);
    await Promise.all(waits);
    await database.synced();
  });

  it('undoes a transaction that throws, also what was remembered of it', () => {
    const transcripts = createTranscripts(database, now);
    const row = {
      session: 's',
      turnId: 't',
      kind: 'user',
      text: 'x',
      data: null,
      channel: 'web',
      at,
      model: null,
    } as const;
    transcripts.openSession('s', 'main');
    transcripts.append(row);
    // asked twice, it is kept
    expect(transcripts.since('s', 0)).toEqual(transcripts.since('s', 0));
    expect(() =>
      database.transaction(() => {
        transcripts.append(row);
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(transcripts.since('s', 0)).toHaveLength(1);
  });

  it('gives the newest messages of a session in their order, fewer when they are long', () => {
    const transcripts = createTranscripts(database, now);
    const row = {
      session: 'long',
      turnId: 't',
      kind: 'user',
      data: null,
      channel: 'web',
      at,
      model: null,
    } as const;
    for (const text of ['a', 'b', 'c'.repeat(1_000), 'd', 'e']) transcripts.append({ ...row, text });
    const texts = (limit: number, charsMax: number) =>
      transcripts
        .newest('long', limit, charsMax)
        .map(({ text }) => text[0])
        .join('');
    expect(texts(10, 10_000)).toBe('abcde');
    expect(texts(4, 10_000)).toBe('bcde');
    expect(texts(10, 500)).toBe('cde');
  });

  it('refuses a file of a newer version instead of spoiling it', () => {
    const newer = path.join(dir, 'newer.sqlite');
    const sqlite = new DatabaseSync(newer);
    sqlite.exec('PRAGMA user_version = 999');
    sqlite.close();
    expect(() => openDatabase(newer)).toThrow('newer version');
  });
});
