/** Where the prompt of a session begins, and the messages from there on: kept in memory for the sessions that talk now. */
import type { Database } from './database.ts';
import type { ContextMessage, MessageData, StoredMessage } from './stored-message.ts';

export type Contexts = ReturnType<typeof createContexts>;

const contextsKept = 16;
/** sessions that are remembered to have talked: a bot of hundreds would push each other out before they come again */
const sessionsRemembered = 64;

type Row = [seq: number, kind: StoredMessage['kind'], text: string, data: string | null];

export function createContexts(database: Database) {
  const { sqlite } = database;
  const setStart = sqlite.prepare(
    `UPDATE sessions SET context_from = ?1, trimmed = ?2, summary = iif(?2, summary, NULL) WHERE key = ?3`,
  );
  const setSummary = sqlite.prepare(
    `UPDATE sessions SET context_from = ?, trimmed = 0, summary = ? WHERE key = ?`,
  );
  const setFlushed = sqlite.prepare(`UPDATE sessions SET flushed_from = context_from WHERE key = ?`);
  const fromSeq = sqlite.prepare(
    `SELECT seq, kind, text, iif(kind = 'user' AND instr(data, '"prompt"') = 0, NULL, data) AS data
     FROM messages WHERE session = ? AND seq >= ? ORDER BY seq`,
  );
  // an object that SQLite makes takes 411 bytes where one of ours takes 116, and conversations are read often
  fromSeq.setReturnArrays(true);

  // told of every write of a message, so never out of date
  const kept = new Map<string, { from: number; messages: ContextMessage[] }>();
  database.onRollback(() => kept.clear());
  const talked = new Set<string>();
  /** Only for who comes again soon: what is kept for nothing grows old in the heap, which costs more than to read it again. */
  const keep = (session: string, from: number, messages: ContextMessage[]): void => {
    const isBack = talked.delete(session);
    talked.add(session);
    if (talked.size > sessionsRemembered) talked.delete(talked.values().next().value!);
    kept.delete(session);
    if (!isBack) return;
    kept.set(session, { from, messages });
    if (kept.size > contextsKept) kept.delete(kept.keys().next().value!);
  };

  return {
    /** Messages of a session from a place on, oldest first. */
    since(session: string, seq: number): readonly ContextMessage[] {
      const known = kept.get(session);
      const messages =
        known?.from === seq ? known.messages : (fromSeq.all(session, seq) as unknown as Row[]).map(fromRow);
      keep(session, seq, messages);
      return messages;
    },
    /** The prompt begins at this message from now on. `trimmed` tells the model that older ones are missing; else all is new. */
    setContextStart(key: string, seq: number, trimmed: boolean): void {
      setStart.run(seq, trimmed ? 1 : 0, key);
      kept.delete(key);
    },
    /** The prompt begins with the summary, then at this message. */
    setSummary(key: string, seq: number, summary: string): void {
      setSummary.run(seq, summary, key);
      kept.delete(key);
    },
    /** What is worth keeping of the present context has been written down. */
    markFlushed(key: string): void {
      setFlushed.run(key);
    },
    /** A message that was stored just now. */
    add(seq: number, message: Omit<StoredMessage, 'seq'>): void {
      kept.get(message.session)?.messages.push({ ...message, seq });
    },
    forget(key: string): void {
      kept.delete(key);
    },
  };
}

function fromRow([seq, kind, text, data]: Row): ContextMessage {
  return { seq, kind, text, data: data === null ? null : (JSON.parse(data) as MessageData) };
}
