/** What is done again and again because no job tells of it, and the look at every instance that a start begins with. */
import type { Logger } from 'pino';
import type { Db } from '@rockpool/db/client';
import { lowLimits, readKernelLimits } from './drivers/docker/kernel-limits.ts';
import type { Driver } from './drivers/driver.ts';
import { every } from './every.ts';
import { forgetLogs } from './instance-logs.ts';
import type { Metrics } from './metrics.ts';
import { enqueueDiscards } from './moves/discard.ts';
import { createDriverBack } from './reconcile/driver-back.ts';
import type { Hints } from './reconcile/hints.ts';
import { rescueJobs } from './reconcile/rescue.ts';
import { enqueueAll } from './reconcile/sweep.ts';

export type TimersOptions = {
  db: Db;
  driver: Driver;
  host: string;
  log: Logger;
  metrics: Metrics;
  hints: Hints;
  addSweep: () => Promise<void>;
  /** for metrics */
  looks: readonly { pauseMs: number; look: () => Promise<void> }[];
  ending: AbortSignal;
  /** hears of a run that failed */
  failed: (error: unknown) => void;
};

const sweepEveryMs = 30_000;
const rescueEveryMs = 2_000;
const hintEveryMs = 1_000;
const adoptTryEveryMs = 1_000;

/** Resolves with the signal, when what was under way has ended. */
export async function startTimers(options: TimersOptions): Promise<void> {
  const { db, driver, host, log, metrics, hints, addSweep, looks, ending, failed } = options;
  const adopt = async () => {
    const instances = await enqueueAll(db, host);
    log.info({ instances }, 'every instance is looked at');
    if (driver.name === 'docker')
      for (const low of lowLimits(await readKernelLimits(), instances)) log.warn(low);
    await addSweep();
    return 'enough' as const;
  };
  await Promise.all([
    every(hintEveryMs, ending, () => hints.flush(), failed),
    every(sweepEveryMs, ending, addSweep, failed),
    every(sweepEveryMs, ending, () => forgetLogs(db), failed),
    every(rescueEveryMs, ending, () => rescueJobs(db, log, metrics), failed),
    every(sweepEveryMs, ending, () => enqueueDiscards(db, host), failed),
    every(rescueEveryMs, ending, createDriverBack({ db, driver, host, log }), failed),
    ...looks.map(({ pauseMs, look }) => every(pauseMs, ending, look, failed)),
    every(adoptTryEveryMs, ending, adopt, failed),
  ]);
}
