/**
 * What no event tells: jobs that died with their provisioner, instances without a planned look, programs without an instance.
 */
import type { Logger } from 'pino';
import type { Db } from '@rockpool/db/client';
import { tasks } from '@rockpool/db/jobs';
import type { Driver } from '../drivers/driver.ts';
import type { Metrics } from '../metrics.ts';
import { graceMs } from './act.ts';

export type SweepDeps = { db: Db; driver: Driver; host: string; log: Logger; metrics: Metrics };

/**
 * Every instance of this host, or of none, is looked at once: programs that still run are adopted, the others put right. Returns
 * their number.
 */
export function enqueueAll(db: Db, host: string): Promise<number> {
  return db.$executeRaw`
    select add_keyed_job(${tasks.reconcile.name}, json_build_object('instanceId', i.id), 'reconcile:' || i.id)
    from instances i where i.phase <> 'removed' and (i.host = ${host} or i.host is null)`;
}

export async function sweep(deps: SweepDeps): Promise<void> {
  await enqueueForgotten(deps);
  await stopOrphans(deps);
}

/** Instances for which no look is in the queue, and wishes that nobody took over and no job stands for, whatever became of them. */
async function enqueueForgotten({ db, host, log }: SweepDeps) {
  const forgotten = await db.$executeRaw`
    select add_keyed_job(${tasks.reconcile.name}, json_build_object('instanceId', i.id), 'reconcile:' || i.id)
    from instances i
    where i.phase <> 'removed' and (i.host = ${host} or i.host is null)
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
 * Programs and volumes that belong to no instance of this host. They are stopped, so that no bot answers twice; their volume is left
 * for a person to judge, since it may be all that is left of somebody's data. One that a move left here is known.
 */
async function stopOrphans({ db, driver, host, log, metrics }: SweepDeps) {
  // Listed first: an instance that is created meanwhile has its row before it has a program.
  const listed = await driver.list();
  const rows = await db.instance.findMany({
    where: { id: { in: listed.map(({ id }) => id) }, phase: { not: 'removed' } },
    select: { id: true, host: true, movedFrom: true, remainsOn: true, startsEmpty: true },
  });
  const known = new Map(rows.map((row) => [row.id, row]));
  const mayRun = (id: string) => {
    const row = known.get(id);
    return row !== undefined && (row.host === host || (row.host === null && !row.startsEmpty));
  };
  const mayBe = (id: string) => {
    const row = known.get(id);
    return mayRun(id) || row?.movedFrom === host || row?.remainsOn === host;
  };
  metrics.orphans.set(listed.filter(({ id }) => !mayBe(id)).length);
  for (const { id, alive } of listed) {
    if (!alive || mayRun(id)) continue;
    const row = known.get(id);
    const livesOn = row?.host ?? 'no host, and begins empty';
    if (row === undefined) log.warn({ instanceId: id }, 'a program without an instance is stopped');
    else log.error({ instanceId: id, livesOn }, 'a program of an instance that lives elsewhere is stopped');
    await driver.stop(id, { graceMs });
  }
}
