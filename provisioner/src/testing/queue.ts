/** What is in the work queue, and which host has how many computers. */
import type { Db } from '@rockpool/db/client';

export type QueuedJob = { task: string; key: string; locked: boolean };

/** In the order in which they came. */
export const queuedJobs = (db: Db) => db.$queryRaw<QueuedJob[]>`
  select t.identifier as task, coalesce(j.key, '') as key, j.locked_at is not null as locked
  from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
  order by j.id`;

/** Those that look at one instance: now, or when its next look is due. */
export async function looksAt(db: Db, id: string): Promise<QueuedJob[]> {
  const keys = [`reconcile:${id}`, `wake:${id}`];
  return (await queuedJobs(db)).filter(({ key }) => keys.includes(key));
}

/** `null`: those that live nowhere. */
export async function computersByHost(db: Db): Promise<Record<string, number>> {
  const groups = await db.instance.groupBy({ by: ['host'], _count: true });
  return Object.fromEntries(groups.map(({ host, _count }) => [String(host), _count]));
}
