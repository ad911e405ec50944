/** Sessions as a list, and their stored messages page by page: everything that was ever said, whatever the prompt still holds. */
import type { Database } from './database.ts';
import type { MessageData, StoredMessage } from './transcripts.ts';

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

type Row = Omit<StoredMessage, 'data'> & { data: string | null };

const columns = 'seq, session, turn_id AS turnId, kind, text, data, channel, at, model';

export function createSessionArchive({ sqlite }: Database) {
  const list = sqlite.prepare(
    `SELECT key, agent_id AS agentId, created_at AS createdAt, updated_at AS updatedAt, model,
       (SELECT count(*) FROM messages WHERE session = key AND kind IN ('user', 'assistant') AND text <> '') AS messages
     FROM sessions ORDER BY updated_at DESC LIMIT ?`,
  );
  const last = sqlite.prepare(
    `SELECT ${columns} FROM messages WHERE session = ? AND kind IN ('user', 'assistant') AND text <> ''
     ORDER BY seq DESC LIMIT ?`,
  );
  const after = sqlite.prepare(
    `SELECT ${columns} FROM messages WHERE session = ? AND seq > ? ORDER BY seq LIMIT ?`,
  );
  return {
    /** Newest activity first. */
    listSessions: (limit = 1_000): SessionInfo[] => list.all(limit) as SessionInfo[],
    /** What people and the assistant said last, oldest first. */
    lastWords: (key: string, limit: number): StoredMessage[] =>
      (last.all(key, limit) as Row[]).reverse().map(parsed),
    /** Messages after `seq`, oldest first, tools' results and notices included. */
    pageAfter: (key: string, seq: number, limit: number): StoredMessage[] =>
      (after.all(key, seq, limit) as Row[]).map(parsed),
  };
}

function parsed(row: Row): StoredMessage {
  return { ...row, data: row.data === null ? null : (JSON.parse(row.data) as MessageData) };
}
