/** Who may leave next, and who is told of it: the line stands in the database, ordered by when each move began. */
import type { Db } from '@rockpool/db/client';
import { tasks } from '@rockpool/db/jobs';
import type { MoveTurn } from '../reconcile/facts.ts';

/** At most so many are on their way from a host, and to one; those that fail again and again do not keep others waiting. */
export const onTheirWayMax = 2;

/**
 * For one that lives `here` and is wished to `to`. Who is told `now` is counted from then on, by the reason `moving` of its row, so
 * that of many who ask at once no more than may go are told so.
 */
export async function takeTurn(db: Db, id: string, here: string, to: string): Promise<MoveTurn> {
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended('turns-to-move', 0))`;
    const [found] = await tx.$queryRaw<
      { going: boolean; inLine: boolean; away: boolean; reached: boolean }[]
    >`
      select
        exists (select from instances where id = ${id}::uuid and phase_reason = 'moving') as going,
        count(*) filter (where m.source = ${here}) >= ${onTheirWayMax}
          or count(*) filter (where m.target = ${to}) >= ${onTheirWayMax} as "inLine",
        coalesce((select host_away(seen_at) from hosts where name = ${to}), true) as away,
        exists (select from hosts where name = ${here} and address is not null) as reached
      from (
        select coalesce(moved_from, host) as source, case when moved_from is null then move_to else host end as target
        from instances
        where id <> ${id}::uuid and phase_reason = 'moving' and (moved_from is not null or move_to is not null)
      ) m`;
    if (!found?.reached) return { kind: 'later', why: 'no_address' };
    if (found.away) return { kind: 'later', why: 'away' };
    if (found.going) return { kind: 'now' };
    if (found.inLine) return { kind: 'later', why: 'line' };
    await tx.$executeRaw`update instances set phase_reason = 'moving' where id = ${id}::uuid and move_to = ${to}`;
    return { kind: 'now' };
  });
}

/** After one of `from` has arrived here, or given up for a while: who waits longest at either end looks again. */
export async function callNext(db: Db, here: string, from: string): Promise<void> {
  await db.pool.query({
    name: 'next-to-move',
    text: `
      select add_keyed_job($3, json_build_object('instanceId', id), 'reconcile:' || id)::text from (
        (select id from instances where host = $1 and moved_from is not null and phase_reason = 'moving' and retry_at is null
         order by phase_since, id limit ${onTheirWayMax})
        union
        (select id from instances where host = $2 and move_to is not null and moved_from is null
         order by phase_since, id limit ${onTheirWayMax})
      ) next`,
    values: [here, from, tasks.reconcile.name],
  });
}
