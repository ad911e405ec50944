/**
 * What no event tells: jobs that died with their provisioner, instances without a planned look, programs without an instance.
 */
import type { Logger } from 'pino';
import type { Db } from '@rockpool/db/client';
import { tasks } from '@rockpool/db/jobs';
import type { Driver } from '../drivers/driver.ts';
import type { Metrics } from '../metrics.ts';
import { graceMs } from './act.ts';

export type SweepDeps = { db: Db; driver: Driver; log: Logger; metrics: Metrics };

/** Every instance is looked at once: programs that still run are adopted, the others put right. Returns their number. */
export function enqueueAll(db: Db): Promise<number> {
  return db.$executeRaw`
    select add_keyed_job(${tasks.reconcile.name}, json_build_object('instanceId', i.id), 'reconcile:' || i.id)
    from instances i where i.phase <> 'removed'`;
}

export async function sweep(deps: SweepDeps): Promise<void> {
  await enqueueForgotten(deps);
  await stopOrphans(deps);
}

/** Instances for which no look is in the queue, and wishes that nobody took over and no job stands for, whatever became of them. */
async function enqueueForgotten({ db, log }: SweepDeps) {
  const forgotten = await db.$executeRaw`
    select add_keyed_job(${tasks.reconcile.name}, json_build_object('instanceId', i.id), 'reconcile:' || i.id)
    from instances i
    where i.phase <> 'removed'
      and not exists (
        select from graphile_worker._private_jobs j
        where j.key = 'reconcile:' || i.id and j.attempts < j.max_attempts
      )
      and (i.spec_version > i.spec_version_seen or i.restarts > i.restarts_seen or not exists (
        select from graphile_worker._private_jobs j
        where j.key = 'wake:' || i.id and j.attempts < j.max_attempts
      ))`;
  if (forgotten > 0) log.info({ instances: forgotten }, 'instances without a planned look');
}

/**
 * Programs and volumes that belong to no instance. They are stopped, so that no bot answers twice; their volume is left for a
 * person to judge, since it may be all that is left of somebody's data.
 */
async function stopOrphans({ db, driver, log, metrics }: SweepDeps) {
  // Listed first: an instance that is created meanwhile has its row before it has a program.
  const listed = await driver.list();
  const ids = listed.map(({ id }) => id);
  const rows = await db.instance.findMany({
    where: { id: { in: ids }, phase: { not: 'removed' } },
    select: { id: true },
  });
  const known = new Set(rows.map(({ id }) => id));
  const orphans = listed.filter(({ id }) => !known.has(id));
  metrics.orphans.set(orphans.length);
  for (const { id, alive } of orphans) {
    if (!alive) continue;
    log.warn({ instanceId: id }, 'a program without an instance is stopped');
    await driver.stop(id, { graceMs });
  }
}
