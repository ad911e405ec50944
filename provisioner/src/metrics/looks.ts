/** Everything that is looked up for `/metrics`: at each scrape, or from time to time where a look costs more. */
import type { Registry } from 'prom-client';
import type { Db } from '@rockpool/db/client';
import type { Driver } from '../drivers/driver.ts';
import { launch } from '../render/instance-spec.ts';
import { registerDatabaseMetrics } from './database.ts';
import { registerDriverMetrics } from './driver.ts';
import { registerGatewayMetrics } from './gateways.ts';
import { registerHostMetrics } from './hosts.ts';
import { registerMachineMetrics } from './machine.ts';

export type LookSources = {
  db: Db;
  driver: Driver;
  host: string;
  /** where the gateway of an instance answers; null when it does not */
  locate: (id: string) => Promise<string | null>;
  /** a folder on the file system that holds the instances' volumes; null = none that can be measured from here */
  volumes: string | null;
  ending: AbortSignal;
};

/** Returns the looks that are to be repeated until `ending`. */
export function registerLooks(
  registry: Registry,
  { db, driver, host, locate, volumes, ending }: LookSources,
) {
  registerDatabaseMetrics(registry, db, host);
  registerHostMetrics(registry, db);
  registerMachineMetrics(registry, { volumes, instanceMemoryMiB: launch.memoryMiB });
  return [
    { pauseMs: 10_000, look: registerDriverMetrics(registry, driver) },
    { pauseMs: 60_000, look: registerGatewayMetrics(registry, { db, host, locate }, ending) },
  ];
}
