/** What the portal looks after once an hour. A step is idempotent, bounded in time, and fails alone. */
import { retainAudit } from '@rockpool/db/audit/retain';
import type { Db } from '@rockpool/db/client';
import { forgetOldRequests } from '@rockpool/db/ledger/renew-by-request';
import { readSettings } from '@rockpool/db/settings/read';
import { removeOldAnswers } from '../operator-api/answers.ts';
import { forgetOldCodes } from '../sign-in/forget-codes.ts';
import type { JobRoom, WorkerOptions } from './worker.ts';

export type HousekeepingStep = {
  name: string;
  /** Answers how much it did, for the log. */
  work: (db: Db) => Promise<number>;
};

/** In this order. */
export const housekeepingSteps: readonly HousekeepingStep[] = [
  {
    name: 'audit-retention',
    work: async (db) => retainAudit(db, (await readSettings(db))['audit.retentionDays']),
  },
  { name: 'api-answers', work: removeOldAnswers },
  { name: 'gateway-requests', work: forgetOldRequests },
  { name: 'sign-in-codes', work: forgetOldCodes },
];

/** Runs every step, also after one that failed; then throws what failed, so that the queue tries again. */
export async function keepHouse(
  db: Db,
  steps: readonly HousekeepingStep[],
  log: WorkerOptions['log'],
): Promise<void> {
  const failures: unknown[] = [];
  for (const { name, work } of steps)
    try {
      const count = await work(db);
      log(count > 0 ? 'info' : 'debug', `housekeeping: ${name} did ${count}`);
    } catch (error) {
      log('error', `housekeeping: ${name} failed: ${error instanceof Error ? error.message : String(error)}`);
      failures.push(error);
    }
  if (failures.length > 0) throw new AggregateError(failures, 'housekeeping is not complete');
}

/** `steps` of whoever knows the surroundings, beside those that need the database alone. */
export const housekeepingJobs = (
  db: Db,
  log: WorkerOptions['log'],
  steps: readonly HousekeepingStep[] = [],
): JobRoom => ({
  tasks: { housekeeping: () => keepHouse(db, [...housekeepingSteps, ...steps], log) },
  cron: [{ task: 'housekeeping', match: '7 * * * *' }],
});
