import type { Db } from '@rockpool/db/client';
import { addPollScanJob } from '@rockpool/db/jobs';

/**
 * Takes up scans whose poller died: the queue would hold the dead one's job locked for hours. A job locked for longer than
 * `lockedSeconds` counts as nobody's; should its worker live after all, the vendor is merely asked once more.
 * The first poll keeps its distance to the last one of before, or the vendor would ask to slow down.
 * Returns how many were taken up.
 */
export async function rescueScans(db: Db, { lockedSeconds }: { lockedSeconds: number }): Promise<number> {
  const orphans = await db.$queryRaw<{ id: string; delayMs: number }[]>`
    select s.id::text as id, case s.state when 'done' then 0 else s.poll_every_ms end as "delayMs"
    from channel_scans s
    where (s.state in ('waiting', 'scanned') or (s.state = 'done' and exists (
            select 1 from channel_settings c
            where c.instance_id = s.instance_id and c.channel = s.channel and c.accepted_at is null and c.refusal is null)))
      and not exists (
        select 1 from graphile_worker.jobs j
        where j.key = 'poll-scan:' || s.id and (j.locked_at is null or j.locked_at > now() - make_interval(secs => ${lockedSeconds}::int)))`;
  for (const { id, delayMs } of orphans) await addPollScanJob(db, id, delayMs);
  return orphans.length;
}
