import { appNow } from '@rockpool/db/clock';
import type { Db, Tx } from '@rockpool/db/client';
import { addReconcileJob, scheduleRemind } from '@rockpool/db/jobs';

export interface TimeZoneChoice {
  /** IANA name */
  zone: string;
  chosen: boolean;
  /** what holds without a choice: the campaign's of the latest claim */
  automatic: string;
}

/** Null when there is no such user. */
export async function readTimeZone(db: Db | Tx, userId: string): Promise<TimeZoneChoice | null> {
  const [row] = await db.$queryRaw<TimeZoneChoice[]>`
    select u.time_zone as zone, u.time_zone_chosen as chosen, coalesce((
      select policy_at(c, app_now()) ->> 'zone' from entitlements e join campaigns c on c.id = e.campaign_id
      where e.user_id = u.id order by e.id desc limit 1
    ), 'Asia/Shanghai') as automatic
    from users u where u.id = ${userId}::uuid`;
  return row ?? null;
}

/**
 * Keeps the zone with the user, null: none of their choice. Their assistant goes by it, and what reminds them is planned anew, since
 * it keeps to their nights.
 */
export async function saveTimeZone(db: Db, userId: string, wanted: string | null): Promise<void> {
  await db.$transaction(async (tx) => {
    const now = await readTimeZone(tx, userId);
    if (!now) return;
    const [timeZone, timeZoneChosen] = [wanted ?? now.automatic, wanted !== null];
    const { count } = await tx.user.updateMany({
      where: { id: userId, NOT: { timeZone, timeZoneChosen } },
      data: { timeZone, timeZoneChosen },
    });
    if (count === 0) return;
    const instance = await tx.instance.findUnique({ where: { userId }, select: { id: true, phase: true } });
    if (instance === null || instance.phase === 'removed') return;
    await tx.instance.update({ where: { id: instance.id }, data: { specVersion: { increment: 1 } } });
    await addReconcileJob(tx, instance.id);
    const at = await appNow(tx);
    const running = await tx.entitlement.findMany({
      where: { userId, expiresAt: { gt: at } },
      select: { id: true },
    });
    for (const { id } of running) await scheduleRemind(tx, id, at, 0);
  });
}
