import { db } from '../../db.ts';
import { memberships } from '../../memberships.ts';
import { benefitSteps, waitingListJobs } from '../benefit/benefit-jobs.ts';
import { billingJobs, billingSteps } from '../billing/billing-jobs.ts';
import { billingDeps } from '../billing/portal-deps.ts';
import { setUpDeps } from '../set-up/portal-deps.ts';
import { scanJobs } from '../set-up/scan-jobs.ts';
import { housekeepingJobs } from './housekeeping.ts';
import type { JobRoom, WorkerOptions } from './worker.ts';

/** Every job that this process runs. */
export function portalJobs(log: WorkerOptions['log']): JobRoom[] {
  const billing = billingDeps();
  return [
    scanJobs(setUpDeps()),
    ...(billing ? [billingJobs(billing)] : []),
    waitingListJobs(db()),
    housekeepingJobs(db(), log, [...benefitSteps(memberships()), ...(billing ? billingSteps : [])]),
  ];
}
