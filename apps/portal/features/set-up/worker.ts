/** The portal's part of the work queue: polling scans. Runs inside the server process, survives reloads and restarts. */
import { createPool } from '@rockpool/db/client';
import { tasks } from '@rockpool/db/jobs';
import { Logger, parseCronItems, run } from 'graphile-worker';
import type { SetUpDeps } from './deps.ts';
import { pollScan } from './poll-scan.ts';
import { rescueScans } from './rescue-scans.ts';

export type SetUpWorker = {
  /** Settles when it no longer works: resolves after `stop`, rejects when the database was away for too long. */
  ended: Promise<void>;
  /** Takes no new work, lets polls under way end. Calling it twice is fine. */
  stop(): Promise<void>;
};

export type WorkerOptions = {
  databaseUrl: string;
  log: (level: 'error' | 'warn' | 'info' | 'debug', message: string) => void;
};

const concurrency = 8;
/** how late a planned poll may be: the queue tells at once only of work that is due at once */
const pollIntervalMs = 500;
/** a poll takes ten seconds at most, plus a minute of waiting for the database */
const lockedSecondsMax = 90;

/** the queue tells each finished job as `info`, which is a line per poll */
const logLevels = { error: 'error', warning: 'warn', info: 'debug', debug: 'debug' } as const;

export async function startSetUpWorker(
  deps: SetUpDeps,
  { databaseUrl, log }: WorkerOptions,
): Promise<SetUpWorker> {
  const pool = createPool(databaseUrl, {
    max: concurrency + 2,
    onIdleError: (error) => log('warn', `the queue's connection broke while idle: ${error.message}`),
  });
  // whatever is locked now was locked by a worker that is gone
  await rescueScans(deps.db, { lockedSeconds: 0 });
  const runner = await run({
    pgPool: pool,
    concurrency,
    pollInterval: pollIntervalMs,
    noHandleSignals: true,
    logger: new Logger(() => (level, message) => log(logLevels[level], message)),
    taskList: {
      [tasks.pollScan.name]: async (payload) => pollScan(deps, tasks.pollScan.payload.parse(payload).scanId),
      'rescue-scans': async () => void (await rescueScans(deps.db, { lockedSeconds: lockedSecondsMax })),
    },
    parsedCronItems: parseCronItems([
      { task: 'rescue-scans', match: '* * * * *', options: { jobKey: 'rescue-scans' } },
    ]),
  });
  let stopping: Promise<void> | undefined;
  return {
    ended: runner.promise,
    stop: () =>
      (stopping ??= runner
        .stop()
        .catch(() => {})
        .then(() => pool.end())),
  };
}
