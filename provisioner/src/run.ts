/**
 * The provisioner: makes instances what the database says they should be. Two loops: jobs say "this one, now", timers find
 * what no job tells. It owns nothing that runs: killed at any moment, another one carries on from the database and the driver.
 */
import type { AddressInfo } from 'node:net';
import { addReconcileJob } from '@rockpool/db/jobs';
import { assertMayStart } from './drivers/open-driver.ts';
import { readHealth, serveHealth } from './health.ts';
import { answerLogs } from './instance-logs.ts';
import { discard } from './moves/discard.ts';
import { volumeRoute } from './moves/serve-volume.ts';
import { assemble } from './parts.ts';
import { createHints } from './reconcile/hints.ts';
import { reconcile } from './reconcile/reconcile.ts';
import { sweep } from './reconcile/sweep.ts';
import { remind } from './reminders/remind.ts';
import type { RunConfig, RunOptions, Service } from './run-config.ts';
import { stopInstances } from './stop-instances.ts';
import { startTimers } from './timers.ts';
import { startWorker } from './worker.ts';

export async function run(config: RunConfig, options: RunOptions = {}): Promise<Service> {
  if (!options.driver) await assertMayStart(config.driver);
  // Asked for at every beat, so that one that comes before all has begun is not the last.
  let end: () => Promise<void> = async () => {};
  const parts = assemble(config, options, () => void end());
  const { log, db, driver, host, thisHost, reminding, reconciling } = parts;

  const server = await serveHealth(config.port, () => readHealth(db), parts.metrics);
  const close = async () => {
    await new Promise((resolve) => server.close(resolve).closeAllConnections());
    await parts.close();
  };
  const refusal = await thisHost.findRefusal();
  if (refusal) {
    parts.beginEnding();
    await close();
    throw new Error(refusal);
  }
  // before anything starts behind them
  await parts.raiseWalls();
  await thisHost.begin([volumeRoute(parts.moving)]).catch(async (error: unknown) => {
    parts.beginEnding();
    await Promise.all([thisHost.end(), parts.leaveWalls()]);
    await close();
    throw error;
  });
  const worker = startWorker({
    pool: parts.queuePool,
    locks: parts.locks,
    log,
    concurrency: parts.jobsMax,
    host,
    reconcile: (id, job) => reconcile(reconciling, id, job),
    sweep: () => sweep(reconciling),
    readLogs: (id) => answerLogs(reconciling, id),
    remind: (id) => remind(reminding, id),
    discard: (id) => discard(reconciling, id),
  });
  const hints = createHints((id) => addReconcileJob(db, id));
  const failed = (error: unknown) => log.debug({ err: error }, 'left to the next time');
  const unwatch = driver.watch((id) => {
    hints.add(id);
    void hints.flush().catch(failed);
  });
  const { addSweep } = worker;
  const timers = startTimers({ ...parts, hints, addSweep, failed });
  const { port } = server.address() as AddressInfo;
  log.info({ port, host, driver: driver.name, disk: parts.disk }, 'provisioner runs');

  const stop = async () => {
    log.info('provisioner ends');
    parts.beginEnding();
    unwatch();
    await worker.stop();
    await parts.leaveWalls();
    await thisHost.end();
    await timers;
    if (config.stopInstancesOnExit) await stopInstances(driver, log);
    await close();
  };
  let stopped: Promise<void> | undefined;
  end = () => (stopped ??= stop());
  return { port, stop: end };
}
