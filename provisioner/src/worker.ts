/** The work queue's side of the provisioner: what its jobs run, and a runner that comes back after every failure. */
import { setTimeout as delay } from 'node:timers/promises';
import {
  Logger as QueueLogger,
  run,
  type JobHelpers,
  type Runner,
  type Task,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker';
import { EventEmitter } from 'node:events';
import type pg from 'pg';
import type { Logger } from 'pino';
import { taskOnHost, tasks } from '@rockpool/db/jobs';
import type { InstanceLocks } from './instance-locks.ts';
import type { Outcome } from './reconcile/reconcile-deps.ts';

export type WorkerOptions = {
  pool: pg.Pool;
  locks: InstanceLocks;
  log: Logger;
  /** whose jobs it takes, besides those of no host */
  host: string;
  /** jobs at once */
  concurrency: number;
  /** `dueAt`: when the job was due, by the machine's clock in ms; `offered`: the job names this host */
  reconcile(instanceId: string, job: { dueAt: number; offered: boolean }): Promise<Outcome>;
  sweep(): Promise<void>;
  readLogs(instanceId: string): Promise<'done' | 'elsewhere'>;
  remind(entitlementId: string): Promise<void>;
  discard(instanceId: string): Promise<'done' | 'busy'>;
};

export type QueueWorker = {
  addSweep(): Promise<void>;
  /** No new jobs; resolves when those under way have ended. */
  stop(): Promise<void>;
};

const sweepName = 'sweep';
const againMs = 500;
const runnerPauseMs = 1_000;

export function startWorker(options: WorkerOptions): QueueWorker {
  const { log, locks, pool } = options;
  const sweepTask = taskOnHost(sweepName, options.host);
  const ending = new AbortController();
  let runner: Runner | null = null;

  const running = (async () => {
    while (!ending.signal.aborted) {
      let poolId: string | null = null;
      try {
        const events: WorkerEvents = new EventEmitter();
        events.on('pool:create', ({ workerPool }) => {
          poolId = workerPool.id;
        });
        runner = await run({
          pgPool: pool,
          taskList: taskList(options),
          concurrency: options.concurrency,
          pollInterval: 1_000,
          noHandleSignals: true,
          events,
          logger: queueLogger(log),
          preset: {
            worker: {
              // One poll for all hands, and many jobs with one statement.
              localQueue: { size: options.concurrency },
              // Batched completion is the one that survives a broken connection instead of an unhandled rejection.
              completeJobBatchDelay: 0,
              failJobBatchDelay: 0,
            },
          },
        });
        if (poolId) await locks.show(poolId).catch(() => {});
        if (ending.signal.aborted) await runner.stop();
        await runner.promise;
      } catch (error) {
        if (!ending.signal.aborted) log.warn({ err: error }, 'the queue runner ended; it is started again');
      } finally {
        runner = null;
        if (poolId) await locks.hide(poolId);
      }
      if (!ending.signal.aborted)
        await delay(runnerPauseMs, undefined, { signal: ending.signal }).catch(() => {});
    }
  })();

  return {
    async addSweep() {
      await pool.query(`select graphile_worker.add_job($1, job_key => $1)::text`, [sweepTask]);
    },
    async stop() {
      ending.abort();
      await runner?.stop().catch(() => {});
      await running;
    },
  };
}

function taskList({ host, reconcile, readLogs, remind, discard, sweep }: WorkerOptions): TaskList {
  /** Jobs of instances that live here, of those that live nowhere yet, and older ones that do not say. */
  const hereOrAnywhere = (name: string, task: Task): TaskList => ({
    [name]: task,
    [taskOnHost(name, host)]: task,
  });
  return {
    ...hereOrAnywhere(tasks.reconcile.name, async (payload, helpers) => {
      const { instanceId } = tasks.reconcile.payload.parse(payload);
      const { run_at, task_identifier } = helpers.job;
      const outcome = await reconcile(instanceId, {
        dueAt: run_at.getTime(),
        offered: task_identifier !== tasks.reconcile.name,
      });
      if (outcome === 'done') return;
      await again(helpers, tasks.reconcile.name, instanceId, outcome === 'elsewhere' ? 0 : againMs);
    }),
    ...hereOrAnywhere(tasks.readLogs.name, async (payload, helpers) => {
      const { instanceId } = tasks.readLogs.payload.parse(payload);
      if ((await readLogs(instanceId)) === 'elsewhere')
        await again(helpers, tasks.readLogs.name, instanceId, 0);
    }),
    [taskOnHost(tasks.discard.name, host)]: async (payload, helpers) => {
      const { instanceId } = tasks.discard.payload.parse(payload);
      if ((await discard(instanceId)) === 'done') return;
      await helpers.addJob(
        taskOnHost(tasks.discard.name, host),
        { instanceId },
        { jobKey: `discard:${instanceId}:${host}`, runAt: new Date(Date.now() + againMs) },
      );
    },
    ...hereOrAnywhere(sweepName, () => sweep()),
    [tasks.remind.name]: (payload) => remind(tasks.remind.payload.parse(payload).entitlementId),
  };
}

/** This job is locked, so the same key makes a new one, for the host it belongs to now; one that waits already keeps its time. */
async function again(helpers: JobHelpers, task: string, instanceId: string, pauseMs: number) {
  await helpers.withPgClient((client) =>
    client.query(
      `select add_keyed_job($1, $2, $3, now() + $4 * interval '1 millisecond', 'preserve_run_at')`,
      [task, JSON.stringify({ instanceId }), `${task}:${instanceId}`, pauseMs],
    ),
  );
}

/** All hands share one poll and take turns at few connections: what the queue warns of does not happen here. */
const poolWarning = /maxPoolSize .* smaller than concurrency/;

/** The queue's own lines repeat what reconcile says; only what it warns of is worth keeping. */
function queueLogger(log: Logger): QueueLogger {
  return new QueueLogger(() => (level, message) => {
    if (level === 'error') log.warn({ queue: message.slice(0, 500) }, 'queue error');
    else if (level === 'warning' && !poolWarning.test(message))
      log.warn({ queue: message.slice(0, 500) }, 'queue warning');
  });
}
