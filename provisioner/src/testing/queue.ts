/** What is in the work queue, and which host has how many computers. */
import type { Db } from '@rockpool/db/client';
import { until } from './until.ts';

/** `key`: empty for one that began and was asked for again since. */
export type QueuedJob = { task: string; key: string; instanceId: string | null; locked: boolean };

/** In the order in which they came. */
export const queuedJobs = (db: Db) => db.$queryRaw<QueuedJob[]>`
  select t.identifier as task, coalesce(j.key, '') as key, j.payload->>'instanceId' as "instanceId",
    j.locked_at is not null as locked
  from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
  order by j.id`;

export const jobsOf = async (db: Db, id: string) =>
  (await queuedJobs(db)).filter(({ instanceId }) => instanceId === id);

/** Those that look at it: now, or when its next look is due. */
export async function looksAt(db: Db, id: string): Promise<QueuedJob[]> {
  const keys = [`reconcile:${id}`, `wake:${id}`];
  return (await queuedJobs(db)).filter(({ key }) => keys.includes(key));
}

/** No wish of this instance is waiting or under way. */
export const settled = (db: Db, id: string) =>
  until('the queue is quiet', async () =>
    (await jobsOf(db, id)).every(({ key, locked }) => !locked && key === `wake:${id}`),
  );

/** `null`: those that live nowhere. */
export async function computersByHost(db: Db): Promise<Record<string, number>> {
  const groups = await db.instance.groupBy({ by: ['host'], _count: true });
  return Object.fromEntries(groups.map(({ host, _count }) => [String(host), _count]));
}
