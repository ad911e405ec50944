/** The runs that turns started: their tasks, where their reports go, how they ended. */
import type { InboundMessage } from '../channels/channel.ts';
import type { Database } from '../store/database.ts';

export type SubagentRun = {
  /** 8 hex characters, the same for the same tool call */
  id: string;
  /** `spawn`: a session of its own; `send`: a turn in a session that exists; `steer`: words for the turn that runs there */
  kind: 'spawn' | 'send' | 'steer';
  parentSession: string;
  parentAgent: string;
  /** the message whose turn asked: where its report goes */
  origin: InboundMessage;
  byOwner: boolean;
  agentId: string;
  session: string;
  label: string;
  task: string;
  state: 'running' | 'done' | 'failed' | 'stopped';
  result: string | null;
  startedAt: number;
  endedAt: number | null;
};

type Row = {
  id: string;
  kind: SubagentRun['kind'];
  parent_session: string;
  parent_agent: string;
  origin: string;
  by_owner: number;
  agent_id: string;
  session: string;
  label: string;
  task: string;
  state: SubagentRun['state'];
  result: string | null;
  started_at: number;
  ended_at: number | null;
};

/** ended runs that are remembered */
const keptMax = 200;

export type SubagentRuns = ReturnType<typeof createSubagentRuns>;

export function createSubagentRuns(database: Database, now: () => number) {
  const { sqlite } = database;
  const insert = sqlite.prepare(
    `INSERT OR IGNORE INTO subagents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'running', NULL, ?, NULL)`,
  );
  const find = sqlite.prepare(`SELECT * FROM subagents WHERE id = ?`);
  const newest = sqlite.prepare(`SELECT * FROM subagents ORDER BY started_at DESC, id LIMIT ?`);
  const ofParent = sqlite.prepare(
    `SELECT * FROM subagents WHERE parent_session = ? ORDER BY started_at DESC, id LIMIT ?`,
  );
  const running = sqlite.prepare(
    `SELECT count(*) AS n FROM subagents WHERE parent_session = ? AND state = 'running'`,
  );
  const end = sqlite.prepare(
    `UPDATE subagents SET state = ?, result = ?, ended_at = ? WHERE id = ? AND state = 'running'`,
  );
  const prune = sqlite.prepare(
    `DELETE FROM subagents WHERE state <> 'running' AND id NOT IN
     (SELECT id FROM subagents ORDER BY started_at DESC LIMIT ${keptMax})`,
  );
  return {
    /** False when the run is there already. Committed together with what else this round of the event loop writes. */
    add(run: Omit<SubagentRun, 'state' | 'result' | 'startedAt' | 'endedAt'>): boolean {
      return database.grouped(() => {
        prune.run();
        const { id, kind, parentSession, parentAgent, origin, byOwner, agentId, session, label, task } = run;
        const stored = [
          id,
          kind,
          parentSession,
          parentAgent,
          JSON.stringify(origin),
          byOwner ? 1 : 0,
        ] as const;
        return insert.run(...stored, agentId, session, label, task, now()).changes === 1;
      });
    },
    find(id: string): SubagentRun | null {
      const row = find.get(id) as Row | undefined;
      return row === undefined ? null : toRun(row);
    },
    /** Newest first; of one parent session, or of all. */
    list(parentSession: string | null, limit: number): SubagentRun[] {
      const rows = parentSession === null ? newest.all(limit) : ofParent.all(parentSession, limit);
      return (rows as Row[]).map(toRun);
    },
    countRunning(parentSession: string): number {
      return (running.get(parentSession) as { n: number }).n;
    },
    /** False when it had ended before. */
    end(id: string, state: Exclude<SubagentRun['state'], 'running'>, result: string): boolean {
      return database.grouped(() => end.run(state, result, now(), id).changes === 1);
    },
  };
}

function toRun(row: Row): SubagentRun {
  return {
    id: row.id,
    kind: row.kind,
    parentSession: row.parent_session,
    parentAgent: row.parent_agent,
    origin: JSON.parse(row.origin) as InboundMessage,
    byOwner: row.by_owner === 1,
    agentId: row.agent_id,
    session: row.session,
    label: row.label,
    task: row.task,
    state: row.state,
    result: row.result,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  };
}
