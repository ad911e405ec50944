/** The portal's part of the work queue. Runs inside the server process, survives reloads and restarts. */
import { createPool } from '@rockpool/db/client';
import { Logger, parseCronItems, run } from 'graphile-worker';

/** The tasks of one subject. A payload comes as it was stored: parse it. */
export type JobRoom = {
  tasks: Record<string, (payload: unknown) => Promise<void>>;
  /** tasks of the room that time starts; `match` is a crontab's five fields, in UTC. One of a kind waits at a time. */
  cron?: readonly { task: string; match: string }[];
  /** before the first job is taken, at every start of the worker */
  atStart?: () => Promise<void>;
};

export type PortalWorker = {
  /** Settles when it no longer works: resolves after `stop`, rejects when the database was away for too long. */
  ended: Promise<void>;
  /** Takes no new work, lets jobs under way end. Calling it twice is fine. */
  stop(): Promise<void>;
};

export type WorkerOptions = {
  databaseUrl: string;
  log: (level: 'error' | 'warn' | 'info' | 'debug', message: string) => void;
};

const concurrency = 8;
/** how late a planned job may be: the queue tells at once only of work that is due at once */
const pollIntervalMs = 500;

/** the queue tells each finished job as `info`, which is a line per poll of a scan */
const logLevels = { error: 'error', warning: 'warn', info: 'debug', debug: 'debug' } as const;

export async function startPortalWorker(
  rooms: readonly JobRoom[],
  { databaseUrl, log }: WorkerOptions,
): Promise<PortalWorker> {
  const pool = createPool(databaseUrl, {
    max: concurrency + 2,
    onIdleError: (error) => log('warn', `the queue's connection broke while idle: ${error.message}`),
  });
  for (const { atStart } of rooms) await atStart?.();
  const cron = rooms.flatMap((room) => room.cron ?? []);
  const runner = await run({
    pgPool: pool,
    concurrency,
    pollInterval: pollIntervalMs,
    noHandleSignals: true,
    logger: new Logger(() => (level, message) => log(logLevels[level], message)),
    taskList: Object.assign({}, ...rooms.map(({ tasks }) => tasks)),
    parsedCronItems: parseCronItems(
      cron.map(({ task, match }) => ({ task, match, options: { jobKey: task } })),
    ),
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
