import { db } from '../../db.ts';
import { setUpDeps } from '../set-up/portal-deps.ts';
import { scanJobs } from '../set-up/scan-jobs.ts';
import { housekeepingJobs } from './housekeeping.ts';
import type { JobRoom, WorkerOptions } from './worker.ts';

/** Every job that this process runs. */
export const portalJobs = (log: WorkerOptions['log']): JobRoom[] => [
  scanJobs(setUpDeps()),
  housekeepingJobs(db(), log),
];
