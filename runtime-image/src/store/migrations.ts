/** The schema of gateway.sqlite and how it came about. */
import type { DatabaseSync } from 'node:sqlite';

/** Each entry is applied once, in order; `user_version` counts them. Entries are never changed, only added. */
const migrations = [
  `
  CREATE TABLE inbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL, account TEXT NOT NULL, message_id TEXT NOT NULL,
    fingerprint TEXT UNIQUE,
    message TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    attempts INTEGER NOT NULL DEFAULT 0,
    turn_id TEXT, answer TEXT, reply_state TEXT, outcome TEXT, done_at INTEGER,
    UNIQUE (channel, account, message_id)
  );
  CREATE INDEX inbox_open ON inbox (seq) WHERE state <> 'done';
  CREATE INDEX inbox_done ON inbox (done_at) WHERE state = 'done';
  CREATE TABLE sessions (
    key TEXT PRIMARY KEY, agent_id TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    context_from INTEGER NOT NULL DEFAULT 0, trimmed INTEGER NOT NULL DEFAULT 0, model TEXT
  ) WITHOUT ROWID;
  CREATE TABLE turns (
    id TEXT PRIMARY KEY, session TEXT NOT NULL, inbox_seq INTEGER, state TEXT NOT NULL, started_at INTEGER NOT NULL,
    ended_at INTEGER, model TEXT, error TEXT, input_tokens INTEGER, output_tokens INTEGER
  ) WITHOUT ROWID;
  CREATE INDEX turns_inbox ON turns (inbox_seq);
  CREATE TABLE messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, session TEXT NOT NULL, turn_id TEXT NOT NULL, kind TEXT NOT NULL,
    text TEXT NOT NULL, data TEXT, channel TEXT NOT NULL, at INTEGER NOT NULL, model TEXT
  );
  CREATE INDEX messages_session ON messages (session, seq);
  CREATE INDEX messages_turn ON messages (turn_id);
  CREATE TABLE usage (
    day TEXT NOT NULL, model TEXT NOT NULL, requests INTEGER NOT NULL, input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL, cached_tokens INTEGER NOT NULL, PRIMARY KEY (day, model)
  ) WITHOUT ROWID;
  CREATE TABLE pairing (
    code TEXT PRIMARY KEY, channel TEXT NOT NULL, account TEXT NOT NULL, app_id TEXT NOT NULL, sender_id TEXT NOT NULL,
    sender_name TEXT NOT NULL, at INTEGER NOT NULL, expires_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE approved (
    channel TEXT NOT NULL, app_id TEXT NOT NULL, sender_id TEXT NOT NULL, sender_name TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (channel, app_id, sender_id)
  ) WITHOUT ROWID;
  CREATE TABLE bots (
    channel TEXT NOT NULL, app_id TEXT NOT NULL, owner_id TEXT, last_inbound_at INTEGER, last_answered_at INTEGER,
    owner_answered_at INTEGER, PRIMARY KEY (channel, app_id)
  ) WITHOUT ROWID;
  CREATE TABLE once (key TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE facts (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  `,
  // a turn's rows are found by its session; nothing was ever asked by a turn's place in the inbox
  `DROP INDEX messages_turn; DROP INDEX turns_inbox;`,
  // what people set by commands, as JSON
  `ALTER TABLE sessions ADD COLUMN settings TEXT;`,
  // turns that turns started; see subagents/runs.ts
  `CREATE TABLE subagents (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, parent_session TEXT NOT NULL, parent_agent TEXT NOT NULL, origin TEXT NOT NULL,
    by_owner INTEGER NOT NULL, agent_id TEXT NOT NULL, session TEXT NOT NULL, label TEXT NOT NULL, task TEXT NOT NULL,
    state TEXT NOT NULL, result TEXT, started_at INTEGER NOT NULL, ended_at INTEGER
  ) WITHOUT ROWID;
  CREATE INDEX subagents_parent ON subagents (parent_session, started_at);`,
  // who the owner let in by a command, what an agent may run without asking, and who was asked
  `
  CREATE TABLE allowed (
    channel TEXT NOT NULL, app_id TEXT NOT NULL, scope TEXT NOT NULL, sender_id TEXT NOT NULL, name TEXT NOT NULL,
    at INTEGER NOT NULL, PRIMARY KEY (channel, app_id, scope, sender_id)
  ) WITHOUT ROWID;
  CREATE TABLE exec_allowed (
    agent TEXT NOT NULL, kind TEXT NOT NULL, pattern TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (agent, kind, pattern)
  ) WITHOUT ROWID;
  CREATE TABLE approvals (
    id TEXT PRIMARY KEY, agent TEXT NOT NULL, session TEXT NOT NULL, turn_id TEXT NOT NULL, command TEXT NOT NULL,
    asked_by TEXT NOT NULL, at INTEGER NOT NULL, expires_at INTEGER NOT NULL, decided TEXT, decided_at INTEGER
  ) WITHOUT ROWID;
  CREATE INDEX approvals_open ON approvals (at) WHERE decided IS NULL;
  `,
  // scheduled tasks (cron/) and the index that memory is searched by (memory/)
  `
  CREATE TABLE cron_jobs (
    id TEXT PRIMARY KEY, job TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, next_at INTEGER,
    planned_at INTEGER NOT NULL, failures INTEGER NOT NULL, changed_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX cron_jobs_next ON cron_jobs (next_at) WHERE state = 'active';
  CREATE TABLE cron_runs (
    id TEXT PRIMARY KEY, job_id TEXT NOT NULL, scheduled_at INTEGER NOT NULL, trigger TEXT NOT NULL, state TEXT NOT NULL,
    created_at INTEGER NOT NULL, started_at INTEGER, ended_at INTEGER, text TEXT NOT NULL, error TEXT NOT NULL,
    target TEXT NOT NULL, attempts INTEGER NOT NULL, try_at INTEGER
  ) WITHOUT ROWID;
  CREATE INDEX cron_runs_job ON cron_runs (job_id, created_at, scheduled_at);
  CREATE INDEX cron_runs_open ON cron_runs (created_at) WHERE state IN ('queued', 'running', 'delivering');
  CREATE TABLE memory_files (
    workspace TEXT NOT NULL, path TEXT NOT NULL, stamp TEXT NOT NULL, PRIMARY KEY (workspace, path)
  ) WITHOUT ROWID;
  CREATE TABLE memory_pieces (
    id INTEGER PRIMARY KEY, workspace TEXT NOT NULL, path TEXT NOT NULL, line INTEGER NOT NULL, text TEXT NOT NULL
  );
  CREATE INDEX memory_pieces_file ON memory_pieces (workspace, path);
  CREATE VIRTUAL TABLE memory_words USING fts5 (words, content = '', contentless_delete = 1);
  CREATE TABLE memory_talk (agent TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
  CREATE VIRTUAL TABLE memory_talk_words USING fts5 (words, content = '', contentless_delete = 1);
  `,
  // what a session's older part was summed up to, and the context for which its lasting facts were written down
  `ALTER TABLE sessions ADD COLUMN summary TEXT; ALTER TABLE sessions ADD COLUMN flushed_from INTEGER;`,
  // the chats that the bots have seen
  `CREATE TABLE chats (
    channel TEXT NOT NULL, account TEXT NOT NULL, chat_id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
    last_at INTEGER NOT NULL, PRIMARY KEY (channel, account, chat_id)
  ) WITHOUT ROWID;`,
  // what the owner asked of the platform, and what the platform had said to the owner
  `
  CREATE TABLE platform_requests (
    id TEXT PRIMARY KEY, request TEXT NOT NULL, origin TEXT NOT NULL, at INTEGER NOT NULL, answer TEXT, late INTEGER NOT NULL DEFAULT 0
  ) WITHOUT ROWID;
  CREATE INDEX platform_requests_open ON platform_requests (at) WHERE answer IS NULL;
  CREATE TABLE notices (id TEXT PRIMARY KEY, text TEXT NOT NULL, at INTEGER NOT NULL, took TEXT NOT NULL) WITHOUT ROWID;
  `,
  // what of a turn's input was cached, for what one session used
  `ALTER TABLE turns ADD COLUMN cached_tokens INTEGER;`,
];

/** Brings a file up to date. Throws when a newer version wrote it. */
export function migrate(sqlite: DatabaseSync): void {
  const { user_version: version } = sqlite.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > migrations.length)
    throw new Error('gateway.sqlite was written by a newer version of the gateway');
  for (let next = version; next < migrations.length; next += 1) {
    sqlite.exec(`BEGIN; ${migrations[next]}; PRAGMA user_version = ${next + 1}; COMMIT`);
  }
}
