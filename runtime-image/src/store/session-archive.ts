/** Sessions as a list, and their stored messages page by page: everything that was ever said, whatever the prompt still holds. */
import type { Database } from './database.ts';
import { messageColumns, withData, type RowOf, type StoredMessage } from './stored-message.ts';

export type SessionInfo = {
  key: string;
  agentId: string;
  /** ms since epoch */
  createdAt: number;
  updatedAt: number;
  /** of people and of the assistant */
  messages: number;
  /** chosen by `/model`; null: as the configuration has it */
  model: string | null;
};

export function createSessionArchive({ sqlite }: Database) {
  const list = sqlite.prepare(
    `SELECT key, agent_id AS agentId, created_at AS createdAt, updated_at AS updatedAt, model,
       (SELECT count(*) FROM messages WHERE session = key AND kind IN ('user', 'assistant') AND text <> '') AS messages
     FROM sessions ORDER BY updated_at DESC LIMIT ?`,
  );
  const last = sqlite.prepare(
    `SELECT ${messageColumns} FROM messages WHERE session = ? AND kind IN ('user', 'assistant') AND text <> ''
     ORDER BY seq DESC LIMIT ?`,
  );
  const after = sqlite.prepare(
    `SELECT ${messageColumns} FROM messages WHERE session = ? AND seq > ? ORDER BY seq LIMIT ?`,
  );
  return {
    /** Newest activity first. */
    listSessions: (limit = 1_000): SessionInfo[] => list.all(limit) as SessionInfo[],
    /** What people and the assistant said last, oldest first. */
    lastWords: (key: string, limit: number): StoredMessage[] =>
      (last.all(key, limit) as RowOf<StoredMessage>[]).reverse().map(withData),
    /** Messages after `seq`, oldest first, tools' results and notices included. */
    pageAfter: (key: string, seq: number, limit: number): StoredMessage[] =>
      (after.all(key, seq, limit) as RowOf<StoredMessage>[]).map(withData),
  };
}
