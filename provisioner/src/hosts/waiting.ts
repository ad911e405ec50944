/** Computers that live nowhere yet and that no event brings further. */
import type { Db } from '@rockpool/db/client';
import { taskOnHost, tasks } from '@rockpool/db/jobs';

/** Without a limit so many are called at a time. */
const calledMax = 500;
/** A host takes what it is offered within moments; one that does not has ended, or has its hands full. */
const offerLastsS = 15;

const callThose = {
  name: 'call-waiting',
  text: `
    select add_keyed_job('${tasks.reconcile.name}', json_build_object('instanceId', called.id), 'reconcile:' || called.id)
    from (
      select i.id from instances i where i.host is null and i.phase_reason = 'no_room'
      order by i.phase_since, i.id
      limit coalesce((
        select case
          when h.capacity is null then ${calledMax}
          else least(greatest(h.capacity - places_taken(h.name), 0), ${calledMax})
        end
        from hosts h where h.name = $1 and h.accepting
      ), 0)
    ) called`,
};

/** To be called again and again: as many computers that found no room as this host has now, those that wait longest first. */
export async function callWaiting(db: Db, host: string): Promise<void> {
  const { rows } = await db.pool.query({
    text: `select from instances where host is null and phase_reason = 'no_room' limit 1`,
  });
  if (rows.length > 0) await db.pool.query({ ...callThose, values: [host] });
}

/** Takes computers back that were offered to a host which has not taken them; whoever comes first has them. */
export async function takeBackOffers(db: Db, host: string): Promise<void> {
  await db.pool.query({
    name: 'take-back-offers',
    text: `
      select add_keyed_job('${tasks.reconcile.name}', j.payload::json, j.key)
      from graphile_worker._private_jobs j
        join graphile_worker._private_tasks t on t.id = j.task_id
        join instances i on i.id = (j.payload ->> 'instanceId')::uuid
      where i.host is null and j.key = 'reconcile:' || i.id and j.locked_at is null
        and t.identifier like '${tasks.reconcile.name}@%' and t.identifier <> $1
        and j.run_at < now() - interval '${offerLastsS} seconds'`,
    values: [taskOnHost(tasks.reconcile.name, host)],
  });
}
