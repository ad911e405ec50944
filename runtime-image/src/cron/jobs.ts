/** The scheduled tasks in the store. */
import type { Database } from '../store/database.ts';
import { lazyStatements } from './lazy-statements.ts';
import type { CronJob, JobState, StoredJob } from './job.ts';

export type Jobs = ReturnType<typeof createJobs>;

type Row = {
  job: string;
  state: JobState['state'];
  reason: string;
  next_at: number | null;
  planned_at: number;
  failures: number;
};

export function createJobs(database: Database, now: () => number) {
  const sql = lazyStatements(database.sqlite);
  const dueAll = sql(`SELECT * FROM cron_jobs WHERE state = 'active' AND next_at <= ? ORDER BY next_at, id`);
  // set back clocks are noticed by tasks that seem to have been planned in the future
  const ahead = sql(`SELECT * FROM cron_jobs WHERE state = 'active' AND planned_at > ?`);
  const next = sql(`SELECT min(next_at) AS at FROM cron_jobs WHERE state = 'active'`);
  const all = sql(`SELECT * FROM cron_jobs ORDER BY next_at IS NULL, next_at, id`);
  const one = sql(`SELECT * FROM cron_jobs WHERE id = ?`);
  const insert = sql(
    `INSERT OR IGNORE INTO cron_jobs (id, job, state, reason, next_at, planned_at, failures, changed_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = sql(
    `UPDATE cron_jobs SET job = ?, state = ?, reason = ?, next_at = ?, planned_at = ?, failures = ?, changed_at = ?
     WHERE id = ?`,
  );
  const remove = sql(`DELETE FROM cron_jobs WHERE id = ?`);
  const finished = sql(`SELECT * FROM cron_jobs WHERE state = 'finished' AND changed_at < ?`);
  const rows = (found: unknown[]): StoredJob[] => (found as Row[]).map(toJob);

  return {
    all: (): StoredJob[] => rows(all().all()),
    find(id: string): StoredJob | null {
      const row = one().get(id) as Row | undefined;
      return row === undefined ? null : toJob(row);
    },
    due: (at: number): StoredJob[] => rows(dueAll().all(at)),
    plannedAhead: (at: number): StoredJob[] => rows(ahead().all(at)),
    /** of all tasks; null when none is planned */
    nextAt: (): number | null => (next().get() as { at: number | null }).at,
    finishedBefore: (at: number): StoredJob[] => rows(finished().all(at)),
    /** False when there is one of this id. */
    add(job: CronJob, { state, reason, nextAt, plannedAt, failures }: JobState): boolean {
      const text = JSON.stringify(job);
      const { changes } = insert().run(job.id, text, state, reason, nextAt, plannedAt, failures, now());
      return changes === 1;
    },
    /** Does nothing for a task that is gone. */
    change(id: string, patch: Partial<CronJob & JobState>): void {
      const found = this.find(id);
      if (found === null) return;
      const { state, reason, nextAt, plannedAt, failures, ...job } = { ...found, ...patch };
      update().run(JSON.stringify(job), state, reason, nextAt, plannedAt, failures, now(), id);
    },
    remove(id: string): void {
      remove().run(id);
    },
  };
}

function toJob(row: Row): StoredJob {
  const job = JSON.parse(row.job) as CronJob;
  const { state, reason, next_at: nextAt, planned_at: plannedAt, failures } = row;
  return { ...job, state, reason, nextAt, plannedAt, failures };
}
