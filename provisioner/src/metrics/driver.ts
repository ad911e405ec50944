/** Whether the driver (for docker: the engine) answers, looked at on its own, since an idle fleet asks it nothing. */
import { Gauge, type Registry } from 'prom-client';
import type { Driver } from '../drivers/driver.ts';
import { reading } from './reading.ts';

const patienceMs = 5_000;

/** Returns the look that is to be repeated; the series is absent until the first one. */
export function registerDriverMetrics(registry: Registry, driver: Pick<Driver, 'list' | 'name'>) {
  const up = new Gauge({
    name: 'rockpool_driver_up',
    help: '1 while the driver answers; for docker that is the engine.',
    labelNames: ['driver'],
    registers: [registry],
  });
  const listed = reading(patienceMs, () => driver.list());
  return async function look(): Promise<void> {
    up.set({ driver: driver.name }, (await listed()) === null ? 0 : 1);
  };
}
