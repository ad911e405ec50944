import type { Db, Tx } from './client.ts';
import { tasks } from './jobs.ts';

/** The service's time: the start of the current transaction, moved by the sandbox's offset. */
export async function appNow(db: Db | Tx): Promise<Date> {
  const rows = await db.$queryRaw<{ now: Date }[]>`select app_now() as now`;
  return rows[0]!.now;
}

/** How far the service's clock is ahead of the machine's; 0 outside the sandbox. */
export async function clockOffsetMs(db: Db | Tx): Promise<number> {
  const rows = await db.$queryRaw<{ offset_ms: bigint }[]>`select offset_ms from clock where id = 1`;
  return Number(rows[0]?.offset_ms ?? 0n);
}

export type ClockMove = { byMs: number } | 'reset';

/**
 * Sandbox only. Moves the service's clock; every instance is reconciled, every offer of a
 * waiting list looked at, reminders decided anew and every page told, so that what time
 * changes happens at once. Returns the new time.
 */
export async function moveClock(db: Db, move: ClockMove): Promise<Date> {
  return db.$transaction(async (tx) => {
    if (move === 'reset') await tx.$executeRaw`update clock set offset_ms = 0`;
    else await tx.$executeRaw`update clock set offset_ms = offset_ms + ${BigInt(Math.trunc(move.byMs))}`;
    await tx.$executeRaw`
      select add_keyed_job(
        ${tasks.reconcile.name}, json_build_object('instanceId', id), 'reconcile:' || id
      ), pg_notify('rockpool', user_id::text)
      from instances where phase <> 'removed'`;
    await tx.$executeRaw`
      select add_keyed_job(${tasks.offerPlaces.name}, json_build_object('campaignId', id), 'offer-places:' || id)
      from campaigns where held > 0`;
    await tx.$executeRaw`
      select add_keyed_job(${tasks.remind.name}, json_build_object('entitlementId', entitlement_id), 'remind:' || entitlement_id)
      from reminders where state = 'planned' group by entitlement_id`;
    return appNow(tx);
  });
}
