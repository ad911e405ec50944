/** The runs of scheduled tasks in the store. Each is recorded before it starts, and its result before it is delivered. */
import type { Database } from '../store/database.ts';
import { lazyStatements } from './lazy-statements.ts';
import type { CronJob, CronRun } from './job.ts';

export type Runs = ReturnType<typeof createRuns>;

type Row = Record<string, string | number | null>;

const runsKept = 100;
/** a turn that takes longer than this is not waited for by other tasks */
const slotMsMax = 6 * 3_600_000;

export function createRuns(database: Database, now: () => number) {
  const sql = lazyStatements(database.sqlite);
  const insert = sql(
    `INSERT OR IGNORE INTO cron_runs (id, job_id, scheduled_at, trigger, state, created_at, started_at, ended_at, text, error,
     target, attempts, try_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = sql(
    `UPDATE cron_runs SET state = ?, started_at = ?, ended_at = ?, text = ?, error = ?, target = ?, attempts = ?, try_at = ?
     WHERE id = ?`,
  );
  const one = sql(`SELECT * FROM cron_runs WHERE id = ?`);
  const ofJob = sql(
    `SELECT * FROM cron_runs WHERE job_id = ? ORDER BY created_at DESC, scheduled_at DESC LIMIT ?`,
  );
  // only what is open is in this index, so it costs the same after years
  const open = sql(
    `SELECT * FROM cron_runs WHERE state IN ('queued', 'running', 'delivering') ORDER BY created_at, scheduled_at, id`,
  );
  const busy = sql(`SELECT 1 FROM cron_runs WHERE job_id = ? AND state IN ('queued', 'running') LIMIT 1`);
  const old = sql(
    `SELECT * FROM cron_runs WHERE job_id = ? AND state IN ('done', 'failed', 'skipped')
     ORDER BY created_at DESC, scheduled_at DESC LIMIT -1 OFFSET ?`,
  );
  const drop = sql(`DELETE FROM cron_runs WHERE id = ?`);
  const dropJob = sql(`DELETE FROM cron_runs WHERE job_id = ?`);
  const rows = (found: unknown[]): CronRun[] => (found as Row[]).map(toRun);

  return {
    find(id: string): CronRun | null {
      const row = one().get(id) as Row | undefined;
      return row === undefined ? null : toRun(row);
    },
    /** newest first */
    ofJob: (jobId: string, limit: number): CronRun[] => rows(ofJob().all(jobId, limit)),
    /** whether one waits or is under way */
    isBusy: (jobId: string): boolean => busy().get(jobId) !== undefined,
    open: (): CronRun[] => rows(open().all()),
    /** those under way that hold a place */
    holding: (all: readonly CronRun[]): CronRun[] =>
      all.filter(({ state, startedAt }) => state === 'running' && now() - (startedAt ?? 0) < slotMsMax),
    /** False when it is recorded already: then it has run or will. */
    add(run: CronRun): boolean {
      const { id, jobId, scheduledAt, trigger, state, createdAt, startedAt, endedAt, text, error } = run;
      const { target, attempts, tryAt } = run;
      const to = JSON.stringify(target);
      const result = insert().run(
        id,
        jobId,
        scheduledAt,
        trigger,
        state,
        createdAt,
        startedAt,
        endedAt,
        text,
        error,
        to,
        attempts,
        tryAt,
      );
      return result.changes === 1;
    },
    change(id: string, patch: Partial<CronRun>): void {
      const found = this.find(id);
      if (found === null) return;
      const { state, startedAt, endedAt, text, error, target, attempts, tryAt } = { ...found, ...patch };
      update().run(state, startedAt, endedAt, text, error, JSON.stringify(target), attempts, tryAt, id);
    },
    /** Runs beyond those that are kept beside a new one, which are dropped here. */
    prune(jobId: string): CronRun[] {
      const gone = rows(old().all(jobId, runsKept - 1));
      for (const { id } of gone) drop().run(id);
      return gone;
    },
    drop(id: string): void {
      drop().run(id);
    },
    dropJob(jobId: string): void {
      dropJob().run(jobId);
    },
  };
}

function toRun(row: Row): CronRun {
  return {
    id: row.id as string,
    jobId: row.job_id as string,
    scheduledAt: row.scheduled_at as number,
    trigger: row.trigger as CronRun['trigger'],
    state: row.state as CronRun['state'],
    createdAt: row.created_at as number,
    startedAt: row.started_at as number | null,
    endedAt: row.ended_at as number | null,
    text: row.text as string,
    error: row.error as string,
    target: JSON.parse(row.target as string) as CronRun['target'],
    attempts: row.attempts as number,
    tryAt: row.try_at as number | null,
  };
}

/** One that waits to be started. */
export function blankRun(
  job: CronJob,
  scheduledAt: number,
  trigger: CronRun['trigger'],
  now: number,
): CronRun {
  return {
    id: `${job.id}.${scheduledAt}`,
    jobId: job.id,
    scheduledAt,
    trigger,
    state: 'queued',
    createdAt: now,
    startedAt: null,
    endedAt: null,
    text: '',
    error: '',
    target: job.target,
    attempts: 0,
    tryAt: null,
  };
}
