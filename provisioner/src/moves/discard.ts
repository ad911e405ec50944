/** What a move leaves on the host it went from goes when it is not needed any more. */
import type { Logger } from 'pino';
import type { Db } from '@rockpool/db/client';
import { addReconcileJob, taskOnHost, tasks } from '@rockpool/db/jobs';
import type { Driver } from '../drivers/driver.ts';
import type { InstanceLocks } from '../instance-locks.ts';
import type { Decision } from '../reconcile/decision.ts';
import type { InstanceRow } from '../reconcile/facts.ts';

/**
 * The copy may go once the program was ready on the volume that was fetched. One that need not run is not waited for: its volume
 * was proven by its digest.
 */
export function mayDiscard(row: Pick<InstanceRow, 'movedFrom' | 'remainsOn'>, decision: Decision): boolean {
  const { action, phase, phaseReason } = decision;
  const rests = phase === 'expired' || phase === 'suspended' || phase === 'removed';
  const ready = phase === 'running' && phaseReason === 'ready';
  return row.remainsOn !== null && row.movedFrom === null && action === 'nothing' && (rests || ready);
}

/**
 * The machine that has the whole volume is silent: if it is lost, the copy is all there is. By the machine's clock, so that a service
 * clock that was moved keeps nothing waiting, and half a minute before it may be declared lost, so that no copy is counted on
 * which is being removed in that moment.
 */
const homeAway = `exists (
  select from hosts h where h.name = i.host
    and coalesce(abs(extract(epoch from now() - h.beat_at)) > 30, host_away(h.seen_at))
)`;

type Copy = {
  host: string | null;
  movedFrom: string | null;
  remainsOn: string | null;
  startsEmpty: boolean;
  phase: string;
  homeAway: boolean;
};
const copyOf = {
  name: 'copy-to-discard',
  text: `
    select i.host, i.moved_from as "movedFrom", i.remains_on as "remainsOn", i.starts_empty as "startsEmpty", i.phase,
      ${homeAway} as "homeAway"
    from instances i where i.id = $1`,
};

type DiscardDeps = { db: Db; driver: Driver; host: string; locks: InstanceLocks; log: Logger };

const turnPatienceMs = 2_000;

/**
 * Removes the copy of an instance that lives elsewhere. While its home is silent the copy stays; `enqueueDiscards` comes back to
 * it. busy: its lock is taken, it is to be tried again. One that lives here, or
 * whose volume is still to be fetched from here, is not touched; of one that is to start empty whatever is here is a copy.
 */
export async function discard(
  { db, driver, host, locks, log }: DiscardDeps,
  id: string,
): Promise<'done' | 'busy'> {
  const lock = await locks.acquire(id, { patienceMs: turnPatienceMs });
  if (!lock) return 'busy';
  try {
    const { rows } = await db.pool.query<Copy>({ ...copyOf, values: [id] });
    const [row] = rows;
    if (!row) return 'done';
    const isRemoved = row.phase === 'removed';
    const isNeeded = (row.host === null && !isRemoved) || row.host === host || row.movedFrom === host;
    if (isNeeded && !row.startsEmpty) return 'done';
    if (row.remainsOn === host && row.homeAway && !isRemoved) return 'done';
    lock.assertHeld();
    await driver.destroy(id);
    log.info({ instanceId: id, host: row.host }, 'the copy that a move left is removed');
    await db.$transaction(async (tx) => {
      const { count } = await tx.instance.updateMany({
        where: { id, remainsOn: host },
        data: { remainsOn: null },
      });
      // One that was removed gives its place back when the last copy is gone; one that starts empty may have waited for it.
      if (count > 0 || row.startsEmpty) await addReconcileJob(tx, id);
    });
    return 'done';
  } finally {
    await lock.release();
  }
}

/** Copies here for which no job is in the queue any more, however it was lost. To be called again and again. */
export async function enqueueDiscards(db: Db, host: string): Promise<void> {
  await db.pool.query({
    name: 'copies-to-discard',
    text: `
      select add_keyed_job($2, json_build_object('instanceId', i.id), 'discard:' || i.id || ':' || $1)::text
      from instances i
      where i.remains_on = $1 and i.moved_from is null
        and (i.phase_reason = 'ready' or i.phase in ('expired', 'suspended', 'removed'))
        and (i.phase = 'removed' or not ${homeAway})
        and not exists (
          select from graphile_worker._private_jobs j
          where j.key = 'discard:' || i.id || ':' || $1 and j.attempts < j.max_attempts
        )`,
    values: [host, taskOnHost(tasks.discard.name, host)],
  });
}
