/** Sessions, their messages and turns, and the usage by day. */
import type { AgentMessage, SignedThoughts, TokenUsage, ToolCall } from '../agent/messages.ts';
import type { Database } from './database.ts';
import { createSessionArchive } from './session-archive.ts';
import { readSessionSettings, type SessionSettings } from './session-settings.ts';

export type Session = {
  key: string;
  agentId: string;
  contextFrom: number;
  trimmed: boolean;
  /** of what was said before `contextFrom`; null: nothing was, or it is not known any more */
  summary: string | null;
  /** the `contextFrom` for which the memory flush was done; null: none yet */
  flushedFrom: number | null;
  model: string | null;
  settings: SessionSettings;
};

export type MessageData = {
  /** of a user's message: its id on the platform, and what the model reads when that differs from the text */
  id?: string;
  prompt?: string;
  /** of a user's message: pictures of the workspace that its turn is shown */
  images?: string[];
  /** of a user's message: the skill that it called */
  skill?: string;
  /** it came into a turn that had begun, or goes with the message before it */
  joined?: true;
  reasoning?: string;
  thoughts?: SignedThoughts;
  toolCalls?: ToolCall[];
  callId?: string;
  name?: string;
  ok?: boolean;
};

export type StoredMessage = {
  seq: number;
  session: string;
  turnId: string;
  /** `command` and `notice` are for people only, the others are part of the prompt too */
  kind: 'user' | 'assistant' | 'tool' | 'command' | 'notice';
  text: string;
  data: MessageData | null;
  channel: string;
  at: number;
  model: string | null;
};

/** What the prompt is made of; `data` of a user's message may lack its id. */
export type ContextMessage = Pick<StoredMessage, 'seq' | 'kind' | 'text' | 'data'>;

export type EndedTurn = {
  id: string;
  session: string;
  inboxSeq: number;
  state: 'done' | 'failed' | 'stopped';
  startedAt: number;
  model: string | null;
  /** kind of the failure */
  error: string | null;
  usage: TokenUsage;
};

export type Transcripts = ReturnType<typeof createTranscripts>;

type MessageRow = Omit<StoredMessage, 'data'> & { data: string | null };
type ContextRow = Omit<ContextMessage, 'data'> & { data: string | null };
type SessionRow = {
  key: string;
  agent_id: string;
  context_from: number;
  trimmed: number;
  summary: string | null;
  flushed_from: number | null;
  model: string | null;
  settings: string | null;
};

const contextsKept = 16;
const columns = 'seq, session, turn_id AS turnId, kind, text, data, channel, at, model';

export function createTranscripts(database: Database, now: () => number) {
  const { sqlite } = database;
  const openSession = sqlite.prepare(
    `INSERT INTO sessions (key, agent_id, created_at, updated_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET updated_at = excluded.updated_at RETURNING *`,
  );
  const findSession = sqlite.prepare(`SELECT * FROM sessions WHERE key = ?`);
  const setContext = sqlite.prepare(
    `UPDATE sessions SET context_from = ?1, trimmed = ?2, summary = iif(?2, summary, NULL) WHERE key = ?3`,
  );
  const setSummary = sqlite.prepare(
    `UPDATE sessions SET context_from = ?, trimmed = 0, summary = ? WHERE key = ?`,
  );
  const setFlushed = sqlite.prepare(`UPDATE sessions SET flushed_from = context_from WHERE key = ?`);
  const lastWords = sqlite.prepare(
    `SELECT at FROM messages WHERE session = ? AND kind = 'user' ORDER BY seq DESC LIMIT 1`,
  );
  const setSettings = sqlite.prepare(`UPDATE sessions SET settings = ? WHERE key = ?`);
  const setModel = sqlite.prepare(`UPDATE sessions SET model = ? WHERE key = ?`);
  const insert = sqlite.prepare(
    `INSERT INTO messages (session, turn_id, kind, text, data, channel, at, model) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const fromSeq = sqlite.prepare(
    `SELECT seq, kind, text, iif(kind = 'user' AND instr(data, '"prompt"') = 0, NULL, data) AS data
     FROM messages WHERE session = ? AND seq >= ? ORDER BY seq`,
  );
  const newest = sqlite.prepare(
    `SELECT ${columns} FROM messages WHERE session = ? ORDER BY seq DESC LIMIT ?`,
  );
  const backwards = sqlite.prepare(`SELECT ${columns} FROM messages WHERE session = ? ORDER BY seq DESC`);
  const lastSeq = sqlite.prepare(`SELECT coalesce(max(seq), 0) AS n FROM messages`);
  const addTurn = sqlite.prepare(`INSERT OR REPLACE INTO turns VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const addUsage = sqlite.prepare(
    `INSERT INTO usage VALUES (?, ?, 1, ?, ?, ?) ON CONFLICT (day, model) DO UPDATE SET requests = requests + 1,
     input_tokens = input_tokens + excluded.input_tokens, output_tokens = output_tokens + excluded.output_tokens,
     cached_tokens = cached_tokens + excluded.cached_tokens`,
  );
  const dropMessages = sqlite.prepare(`DELETE FROM messages WHERE session = ?`);
  const dropTurn = sqlite.prepare(`DELETE FROM turns WHERE id = ?`);
  const dropSession = sqlite.prepare(`DELETE FROM sessions WHERE key = ?`);

  // the contexts of the sessions that talk now; every write goes through here, so they are never out of date
  const contexts = new Map<string, { from: number; messages: ContextMessage[] }>();
  database.onRollback(() => contexts.clear());
  const keepContext = (session: string, from: number, messages: ContextMessage[]): void => {
    contexts.delete(session);
    contexts.set(session, { from, messages });
    const oldest = contexts.keys().next().value;
    if (contexts.size > contextsKept && oldest !== undefined) contexts.delete(oldest);
  };

  return {
    openSession(key: string, agentId: string): Session {
      const at = now();
      return toSession(openSession.get(key, agentId, at, at) as SessionRow);
    },
    findSession(key: string): Session | null {
      const row = findSession.get(key) as SessionRow | undefined;
      return row === undefined ? null : toSession(row);
    },
    /** The prompt begins at this message from now on. `trimmed` tells the model that older ones are missing; else all is new. */
    setContextStart(key: string, seq: number, trimmed: boolean): void {
      setContext.run(seq, trimmed ? 1 : 0, key);
      contexts.delete(key);
    },
    /** The prompt begins with the summary, then at this message. */
    setSummary(key: string, seq: number, summary: string): void {
      setSummary.run(seq, summary, key);
      contexts.delete(key);
    },
    /** What is worth keeping of the present context has been written down. */
    markFlushed(key: string): void {
      setFlushed.run(key);
    },
    /** When a person last wrote in the session, ms since epoch; null: never. */
    lastWordsAt(key: string): number | null {
      return (lastWords.get(key) as { at: number } | undefined)?.at ?? null;
    },
    nextSeq(): number {
      return (lastSeq.get() as { n: number }).n + 1;
    },
    /** Changes those given; `undefined` goes back to the configuration. */
    patchSettings(key: string, patch: Partial<SessionSettings>): void {
      const row = findSession.get(key) as SessionRow | undefined;
      const merged = { ...readSessionSettings(row?.settings ?? null), ...patch };
      setSettings.run(JSON.stringify(merged), key);
    },
    setModel(key: string, model: string | null): void {
      setModel.run(model, key);
    },
    append(message: Omit<StoredMessage, 'seq'>): number {
      const data = message.data === null ? null : JSON.stringify(message.data);
      const { session, turnId, kind, text, channel, at, model } = message;
      const seq = Number(insert.run(session, turnId, kind, text, data, channel, at, model).lastInsertRowid);
      contexts.get(session)?.messages.push({ ...message, seq });
      return seq;
    },
    /** Messages of a session from a place on, oldest first. */
    since(session: string, seq: number): readonly ContextMessage[] {
      const known = contexts.get(session);
      const messages =
        known?.from === seq ? known.messages : (fromSeq.all(session, seq) as ContextRow[]).map(withData);
      keepContext(session, seq, messages);
      return messages;
    },
    /** The last messages, oldest first: at most `limit`, and no more once `charsMax` are reached. */
    newest(session: string, limit: number, charsMax: number): StoredMessage[] {
      const found: StoredMessage[] = [];
      let chars = 0;
      for (const row of newest.iterate(session, limit) as Iterable<MessageRow>) {
        chars += row.text.length + (row.data?.length ?? 0);
        found.push(withData(row));
        if (chars >= charsMax) break;
      }
      return found.reverse();
    },
    /** The rows of a turn, oldest first. It begins with the words of a person, and turns that run now are near the end. */
    ofTurn(session: string, turnId: string): StoredMessage[] {
      const found: StoredMessage[] = [];
      for (const row of backwards.iterate(session) as Iterable<MessageRow>) {
        if (row.turnId !== turnId) continue;
        const message = withData(row);
        found.push(message);
        const { kind, data } = message;
        if (kind === 'command' || (kind === 'user' && data?.joined !== true)) break;
      }
      return found.reverse();
    },
    /** A turn that has ended; one under way is known by its entry in the inbox. */
    addTurn(turn: EndedTurn): void {
      const { id, session, inboxSeq, state, startedAt, model, error, usage } = turn;
      const used = [usage.input, usage.output, usage.cached] as const;
      addTurn.run(id, session, inboxSeq, state, startedAt, now(), model, error, ...used);
    },
    /** @param day `YYYY-MM-DD` in the user's time zone */
    addUsage(day: string, model: string, usage: TokenUsage): void {
      addUsage.run(day, model, usage.input, usage.output, usage.cached);
    },
    ...createSessionArchive(database),
    /** Forgets a session of one turn. */
    drop(session: string, turnId: string): void {
      contexts.delete(session);
      dropMessages.run(session);
      dropTurn.run(turnId);
      dropSession.run(session);
    },
  };
}

/** A stored message as the model sees it; null for what only people see. */
export function toAgentMessage(message: ContextMessage): AgentMessage | null {
  const { data } = message;
  switch (message.kind) {
    case 'user':
      return { role: 'user', text: data?.prompt ?? message.text };
    case 'assistant':
      return {
        role: 'assistant',
        text: message.text,
        reasoning: data?.reasoning ?? '',
        toolCalls: data?.toolCalls ?? [],
        ...(data?.thoughts && { thoughts: data.thoughts }),
      };
    case 'tool':
      return {
        role: 'tool',
        callId: data?.callId ?? '',
        name: data?.name ?? '',
        output: message.text,
        ok: data?.ok ?? false,
      };
    case 'command':
    case 'notice':
      return null;
  }
}

function toSession(row: SessionRow): Session {
  return {
    key: row.key,
    agentId: row.agent_id,
    contextFrom: row.context_from,
    trimmed: row.trimmed === 1,
    summary: row.summary,
    flushedFrom: row.flushed_from,
    model: row.model,
    settings: readSessionSettings(row.settings),
  };
}

/** The row itself becomes the message: long conversations are read often. */
function withData<Row extends { data: string | null }>(
  row: Row,
): Omit<Row, 'data'> & { data: MessageData | null } {
  return Object.assign(row, { data: row.data === null ? null : (JSON.parse(row.data) as MessageData) });
}
