import type { Logger } from 'pino';
import type { Db } from '@rockpool/db/client';
import { presenceKey } from '../instance-locks.ts';
import type { Metrics } from '../metrics.ts';

/** Tasks that only provisioners run; jobs of other services' tasks are not ours to judge. */
const ourTasks = ['reconcile', 'sweep'];

/**
 * Gives back the jobs of worker pools whose process died. The queue itself would hold them for four hours; here a pool counts
 * as dead when it holds jobs but not the advisory lock that shows it lives.
 */
export async function rescueJobs(db: Db, log: Logger, metrics: Metrics): Promise<void> {
  const dead = await db.$queryRaw<{ pool: string }[]>`
    select distinct j.locked_by as pool
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where j.locked_by is not null and t.identifier = any(${ourTasks}) and not exists (
      select from pg_locks l
      where l.locktype = 'advisory' and l.objsubid = 1
        and l.database = (select oid from pg_database where datname = current_database())
        and (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended(${presenceKey('')} || j.locked_by, 0)
    )`;
  if (dead.length === 0) return;
  const pools = dead.map(({ pool }) => pool);
  await db.$executeRaw`select graphile_worker.force_unlock_workers(${pools})::text`;
  metrics.rescuedPools.inc(pools.length);
  log.warn({ pools }, 'jobs of a provisioner that died are given back');
}
