/** The hosts as operators see them. */
import { z } from 'zod';
import type { Db } from '../client.ts';
import { run } from '../ledger/connection.ts';
import { WallsReport } from '../platform-reports.ts';

const HostRow = z.object({
  name: z.string(),
  /** origin where portal and other hosts reach it; null: the gateways' own addresses are enough */
  address: z.string().nullable(),
  /** empty before its first beat */
  driver: z.string(),
  /** computers that may live there; null = no limit */
  capacity: z.number().nullable(),
  /** places that are taken: computers that live there, are wished there, or are still to be fetched from there */
  taken: z.number(),
  /** places left; null = no limit */
  room: z.number().nullable(),
  /** new computers may begin there */
  accepting: z.boolean(),
  /** not seen for 60 s */
  away: z.boolean(),
  seenAt: z.date().nullable(),
  createdAt: z.date(),
  /** computers whose home it is, running or stopped */
  lives: z.number(),
  running: z.number(),
  /** computers whose only whole volume is there */
  atStake: z.number(),
  movingIn: z.number(),
  movingOut: z.number(),
  /** computers that left and whose old copy is still to be removed there */
  remains: z.number(),
  /** what its walls' probe last said; null where nothing is known */
  walls: WallsReport.nullable().catch(null),
});
export type HostRow = z.output<typeof HostRow>;

const of = (condition: string) =>
  `(select count(*)::int from instances i where (${condition}) and i.phase <> 'removed')`;

// the subject without a name is that of an installation with one host
const hosts = {
  name: 'hosts-view',
  text: `
    select h.name, h.address, h.driver, h.capacity, h.accepting, h.seen_at as "seenAt", h.created_at as "createdAt",
      t.taken, case when h.capacity is not null then greatest(h.capacity - t.taken, 0) end as room,
      host_away(h.seen_at) as away,
      ${of('i.host = h.name')} as lives,
      ${of(`i.host = h.name and i.phase = 'running'`)} as running,
      ${of('coalesce(i.moved_from, i.host) = h.name')} as "atStake",
      ${of('i.move_to = h.name')}
        + ${of('i.host = h.name and i.moved_from is not null and i.move_to is null')} as "movingIn",
      ${of('i.host = h.name and i.move_to is not null')}
        + ${of('i.moved_from = h.name and i.move_to is null')} as "movingOut",
      (select count(*)::int from instances i where i.remains_on = h.name) as remains,
      coalesce(
        (select report from platform_reports where subject = 'walls:' || h.name),
        (select report from platform_reports where subject = 'walls' and (select count(*) from hosts) = 1)
      ) as walls
    from hosts h, lateral (select places_taken(h.name) as taken) t
    order by h.name`,
};

/** All hosts by name. */
export async function readHosts(db: Db): Promise<HostRow[]> {
  return z.array(HostRow).parse(await run(db.pool, hosts, []));
}
