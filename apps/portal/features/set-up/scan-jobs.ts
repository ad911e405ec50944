import { tasks } from '@rockpool/db/jobs';
import type { JobRoom } from '../jobs/worker.ts';
import type { SetUpDeps } from './deps.ts';
import { pollScan } from './poll-scan.ts';
import { rescueScans } from './rescue-scans.ts';

/** a poll takes ten seconds at most, plus a minute of waiting for the database */
const lockedSecondsMax = 90;

/** Polling of scans, and taking them up again where a poller died. */
export const scanJobs = (deps: SetUpDeps): JobRoom => ({
  tasks: {
    [tasks.pollScan.name]: async (payload) => pollScan(deps, tasks.pollScan.payload.parse(payload).scanId),
    'rescue-scans': async () => void (await rescueScans(deps.db, { lockedSeconds: lockedSecondsMax })),
  },
  cron: [{ task: 'rescue-scans', match: '* * * * *' }],
  // whatever is locked now was locked by a worker that is gone
  atStart: async () => void (await rescueScans(deps.db, { lockedSeconds: 0 })),
});
