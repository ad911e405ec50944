/** Who may leave next, and who is told of it: the line stands in the database, ordered by when each move began. */
import type { Db } from '@rockpool/db/client';
import { tasks } from '@rockpool/db/jobs';
import type { MoveTurn } from '../reconcile/facts.ts';

/** At most so many are on their way from a host, and to one; those that fail again and again do not keep others waiting. */
export const onTheirWayMax = 2;

/** For one that lives `here` and is wished to `to`. Two asked at once may both be told to go: who gives and fetches counts too. */
export async function readTurn(db: Db, id: string, here: string, to: string): Promise<MoveTurn> {
  const { rows } = await db.pool.query<{
    leaving: number;
    arriving: number;
    away: boolean;
    reached: boolean;
  }>({
    name: 'turn-to-move',
    text: `
      select
        count(*) filter (where m.source = $2)::int as leaving,
        count(*) filter (where m.target = $3)::int as arriving,
        coalesce((select host_away(seen_at) from hosts where name = $3), true) as away,
        exists (select from hosts where name = $2 and address is not null) as reached
      from (
        select coalesce(moved_from, host) as source, coalesce(case when moved_from is null then move_to end, host) as target
        from instances
        where id <> $1 and phase_reason = 'moving' and (moved_from is not null or move_to is not null)
      ) m`,
    values: [id, here, to],
  });
  const [found] = rows;
  if (!found?.reached) return { kind: 'later', why: 'no_address' };
  if (found.away) return { kind: 'later', why: 'away' };
  const inLine = found.leaving >= onTheirWayMax || found.arriving >= onTheirWayMax;
  return inLine ? { kind: 'later', why: 'line' } : { kind: 'now' };
}

/** After one of `from` has arrived here, or given up for a while: who waits longest at either end looks again. */
export async function callNext(db: Db, here: string, from: string): Promise<void> {
  await db.pool.query({
    name: 'next-to-move',
    text: `
      select add_keyed_job($3, json_build_object('instanceId', id), 'reconcile:' || id)::text from (
        (select id from instances where host = $1 and moved_from is not null and phase_reason = 'moving' and retry_at is null
         order by phase_since, id limit 2)
        union
        (select id from instances where host = $2 and move_to is not null and moved_from is null order by phase_since, id limit 2)
      ) next`,
    values: [here, from, tasks.reconcile.name],
  });
}
