import type { Logger } from 'pino';
import type { Driver } from './drivers/driver.ts';
import { graceMs } from './reconcile/act.ts';

/** Drains everything at once: the programs only wait for their turns. */
export async function stopInstances(driver: Driver, log: Logger) {
  const alive = (await driver.list()).filter((each) => each.alive);
  log.info({ instances: alive.length }, 'instances are stopped');
  const results = await Promise.allSettled(alive.map(({ id }) => driver.stop(id, { graceMs })));
  for (const result of results)
    if (result.status === 'rejected') log.error({ err: result.reason }, 'not stopped');
}
