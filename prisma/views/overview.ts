/** What the overview of the console shows: figures of now, trends by day, and what may need somebody. */
import { z } from 'zod';
import type { Db } from '../client.ts';
import { run } from '../ledger/connection.ts';
import { readRevenue, type CurrencyRevenue } from './revenue.ts';
import { readHosts, type HostRow } from './hosts.ts';

const Figures = z.object({
  claimsToday: z.number(),
  /** entitlements whose days run */
  active: z.number(),
  expiringSoon: z.number(),
  running: z.number(),
  /** computers that exist */
  computers: z.number(),
  failed: z.number(),
  /** computers whose move has failed so far; they try again */
  movesFailed: z.number(),
  /** computers that no host has room for */
  homeless: z.number(),
  waiting: z.number(),
  /** of published campaigns with a stock; null where none has one */
  stock: z.number().nullable(),
  stockClaimed: z.number(),
  /** campaigns that take claims now and have less than a tenth of their stock left */
  stockLow: z.number(),
  /** received and verified ten minutes ago or earlier, and not processed */
  eventsStuck: z.number(),
});
export type OverviewFigures = z.output<typeof Figures>;

const Day = z.object({
  /** `2026-03-10` */
  day: z.string(),
  claims: z.number(),
  /** entitlements with days at the end of it, now on the last */
  active: z.number(),
});
export type OverviewDay = z.output<typeof Day>;

const Expiring = z.object({ day: z.string(), count: z.number() });

const Report = z.object({ subject: z.string(), report: z.unknown(), silentMs: z.number() });

export interface Overview {
  at: Date;
  figures: OverviewFigures;
  /** 14 days, today last */
  days: OverviewDay[];
  /** 7 days, today first */
  expiring: z.output<typeof Expiring>[];
  hosts: HostRow[];
  revenue: CurrencyRevenue[];
  /** what services last said about themselves, by subject */
  reports: Map<string, { report: unknown; silentMs: number }>;
}

/** Days begin at midnight of this zone, as the campaigns' do. */
const zone = 'Asia/Shanghai';

export async function readOverview(db: Db): Promise<Overview> {
  const [[now], [row], days, expiring, reports, hosts, revenue] = await Promise.all([
    run<{ at: Date }>(db.pool, { name: 'overview-now', text: 'select app_now() as at' }, []),
    run(db.pool, figures, []),
    run(db.pool, byDay, []),
    run(db.pool, expiringByDay, []),
    run(db.pool, allReports, []),
    readHosts(db),
    readRevenue(db),
  ]);
  return {
    at: now!.at,
    revenue,
    figures: Figures.parse(row),
    days: z.array(Day).parse(days),
    expiring: z.array(Expiring).parse(expiring),
    hosts,
    reports: new Map(
      z
        .array(Report)
        .parse(reports)
        .map(({ subject, report, silentMs }) => [subject, { report, silentMs }]),
    ),
  };
}

const today = `(app_now() at time zone '${zone}')::date`;
const midnight = (date: string) => `((${date})::timestamp at time zone '${zone}')`;

const figures = {
  name: 'overview-figures',
  text: `
    select
      (select count(*)::int from entitlements where created_at >= ${midnight(today)}) as "claimsToday",
      (select count(*)::int from entitlements where expires_at > app_now()) as active,
      (select count(*)::int from entitlements
        where expires_at > app_now() and expires_at <= app_now() + interval '24 hours') as "expiringSoon",
      i.running, i.computers, i.failed, i."movesFailed", i.homeless,
      (select count(*)::int from waiting_entries where left_at is null) as waiting,
      c.stock, c."stockClaimed", c."stockLow",
      (select count(*)::int from stripe_events
        where processed_at is null and received_at < app_now() - interval '10 minutes') as "eventsStuck"
    from
      (select count(*) filter (where phase = 'running')::int as running,
        count(*) filter (where phase <> 'removed')::int as computers,
        count(*) filter (where phase = 'failed')::int as failed,
        count(*) filter (where phase_reason = 'move_failed')::int as "movesFailed",
        count(*) filter (where phase_reason = 'no_room')::int as homeless from instances) i,
      (select sum(stock)::int as stock, coalesce(sum(claimed) filter (where stock is not null), 0)::int as "stockClaimed",
        count(*) filter (where paused_at is null and stock > 0 and (stock - claimed - held) * 10 < stock)::int as "stockLow"
        from campaigns where published_at <= app_now() and ended_at is null) c`,
};

const byDay = {
  name: 'overview-days',
  text: `
    with days as materialized (
      select day::date, least(${midnight('day::date + 1')}, app_now()) as seen_at
      from generate_series(${today} - 13, ${today}, interval '1 day') day
    ), claims as (
      select (created_at at time zone '${zone}')::date as day, count(*)::int as n from entitlements
      where created_at >= ${midnight(`${today} - 13`)} group by 1
    )
    select to_char(d.day, 'YYYY-MM-DD') as day, coalesce(c.n, 0) as claims,
      (select count(*)::int from entitlements e
        where e.started_at < d.seen_at and e.expires_at > d.seen_at) as active
    from days d left join claims c using (day) order by d.day`,
};

const expiringByDay = {
  name: 'overview-expiring',
  text: `
    select to_char(d.day, 'YYYY-MM-DD') as day, count(e.id)::int as count
    from generate_series(${today}, ${today} + 6, interval '1 day') d(day)
    left join entitlements e on e.expires_at > app_now()
      and e.expires_at >= ${midnight('d.day::date')} and e.expires_at < ${midnight('d.day::date + 1')}
    group by d.day order by d.day`,
};

const allReports = {
  name: 'overview-reports',
  text: `
    select subject, report, (extract(epoch from app_now() - at) * 1000)::float8 as "silentMs" from platform_reports`,
};
