/** Sessions and what their people have set. */
import type { Database } from './database.ts';
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

export function createSessions({ sqlite }: Database, now: () => number) {
  const open = sqlite.prepare(
    `INSERT INTO sessions (key, agent_id, created_at, updated_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET updated_at = excluded.updated_at RETURNING *`,
  );
  const find = sqlite.prepare(`SELECT * FROM sessions WHERE key = ?`);
  const setSettings = sqlite.prepare(`UPDATE sessions SET settings = ? WHERE key = ?`);
  const setModel = sqlite.prepare(`UPDATE sessions SET model = ? WHERE key = ?`);
  return {
    openSession(key: string, agentId: string): Session {
      const at = now();
      return toSession(open.get(key, agentId, at, at) as SessionRow);
    },
    findSession(key: string): Session | null {
      const row = find.get(key) as SessionRow | undefined;
      return row === undefined ? null : toSession(row);
    },
    /** Changes those given; `undefined` goes back to the configuration. */
    patchSettings(key: string, patch: Partial<SessionSettings>): void {
      const row = find.get(key) as SessionRow | undefined;
      const merged = { ...readSessionSettings(row?.settings ?? null), ...patch };
      setSettings.run(JSON.stringify(merged), key);
    },
    setModel(key: string, model: string | null): void {
      setModel.run(model, key);
    },
  };
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
