import { addDiscardJob, addReconcileJob, tasks } from '@rockpool/db/jobs';
import type { Logger } from 'pino';
import type { Db } from '@rockpool/db/client';
import { presenceKey } from '../instance-locks.ts';
import type { Metrics } from '../metrics.ts';

/**
 * Replaces the reconcile and discard jobs of worker pools whose process died. The queue itself would hold them for four hours; here a pool
 * counts as dead when it holds jobs but not the advisory lock that shows it lives.
 *
 * A pool may be taken for dead wrongly, while its session is being opened again. So a job is never unlocked: its worker would
 * remove it at the end, and with it a wish that came meanwhile under the same key. It is removed and a new one is added.
 */
export async function rescueJobs(db: Db, log: Logger, metrics: Metrics): Promise<void> {
  const dead = await db.$transaction(async (tx) => {
    const removed = await tx.$queryRaw<{ pool: string; task: string; host: string; id: string }[]>`
      delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
      where t.id = j.task_id and split_part(t.identifier, '@', 1) in (${tasks.reconcile.name}, ${tasks.discard.name})
        and j.locked_at < now() - interval '1 second'
        and not exists (
          select from pg_locks l
          where l.locktype = 'advisory' and l.objsubid = 1
            and l.database = (select oid from pg_database where datname = current_database())
            and (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended(${presenceKey('')} || j.locked_by, 0)
        )
      returning j.locked_by as pool, j.payload->>'instanceId' as id,
        split_part(t.identifier, '@', 1) as task, split_part(t.identifier, '@', 2) as host`;
    for (const { task, host, id } of removed)
      await (task === tasks.discard.name ? addDiscardJob(tx, id, host) : addReconcileJob(tx, id));
    return removed;
  });
  if (dead.length === 0) return;
  metrics.rescuedJobs.inc(dead.length);
  log.warn(
    { pools: [...new Set(dead.map(({ pool }) => pool))], jobs: dead.length },
    'jobs of a dead provisioner are taken over',
  );
}
