/** What was said in sessions: written at the end, read from the end. */
import type { Contexts } from './contexts.ts';
import type { Database } from './database.ts';
import { messageColumns, withData, type RowOf, type StoredMessage } from './stored-message.ts';

export function createMessages({ sqlite }: Database, contexts: Pick<Contexts, 'add'>) {
  const insert = sqlite.prepare(
    `INSERT INTO messages (session, turn_id, kind, text, data, channel, at, model) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const newest = sqlite.prepare(
    `SELECT ${messageColumns} FROM messages WHERE session = ? ORDER BY seq DESC LIMIT ?`,
  );
  const backwards = sqlite.prepare(
    `SELECT ${messageColumns} FROM messages WHERE session = ? ORDER BY seq DESC`,
  );
  const lastSeq = sqlite.prepare(`SELECT coalesce(max(seq), 0) AS n FROM messages`);
  const lastWords = sqlite.prepare(
    `SELECT at FROM messages WHERE session = ? AND kind = 'user' ORDER BY seq DESC LIMIT 1`,
  );
  return {
    append(message: Omit<StoredMessage, 'seq'>): number {
      const data = message.data === null ? null : JSON.stringify(message.data);
      const { session, turnId, kind, text, channel, at, model } = message;
      const seq = Number(insert.run(session, turnId, kind, text, data, channel, at, model).lastInsertRowid);
      contexts.add(seq, message);
      return seq;
    },
    nextSeq(): number {
      return (lastSeq.get() as { n: number }).n + 1;
    },
    /** When a person last wrote in the session, ms since epoch; null: never. */
    lastWordsAt(key: string): number | null {
      return (lastWords.get(key) as { at: number } | undefined)?.at ?? null;
    },
    /** The last messages, oldest first: at most `limit`, and no more once `charsMax` are reached. */
    newest(session: string, limit: number, charsMax: number): StoredMessage[] {
      const found: StoredMessage[] = [];
      let chars = 0;
      for (const row of newest.iterate(session, limit) as Iterable<RowOf<StoredMessage>>) {
        chars += row.text.length + (row.data?.length ?? 0);
        found.push(withData(row));
        if (chars >= charsMax) break;
      }
      return found.reverse();
    },
    /** The rows of a turn, oldest first. It begins with the words of a person, and turns that run now are near the end. */
    ofTurn(session: string, turnId: string): StoredMessage[] {
      const found: StoredMessage[] = [];
      for (const row of backwards.iterate(session) as Iterable<RowOf<StoredMessage>>) {
        if (row.turnId !== turnId) continue;
        const message = withData(row);
        found.push(message);
        const { kind, data } = message;
        if (kind === 'command' || (kind === 'user' && data?.joined !== true)) break;
      }
      return found.reverse();
    },
  };
}
