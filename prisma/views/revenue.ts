/** What was paid for points and for plans, net: what went back and what is disputed is taken off, on the day of the payment. */
import { z } from 'zod';
import type { Db } from '../client.ts';
import { run } from '../ledger/connection.ts';

const Taken = z.object({
  /** `2026-03-10`, or `2026-03` of a month */
  at: z.string(),
  /** in the currency's smallest unit, like `plans` */
  points: z.number(),
  plans: z.number(),
});
export type Taken = z.output<typeof Taken>;

const CurrencyRevenue = z.object({
  /** in lower case */
  currency: z.string(),
  /** 14, today last */
  days: z.array(Taken),
  /** 12, this one last */
  months: z.array(Taken),
});
export type CurrencyRevenue = z.output<typeof CurrencyRevenue>;

/** By currency, the one that took most first; a currency in which nothing was paid for a year is left out. Days begin as the campaigns'. */
export async function readRevenue(db: Db): Promise<CurrencyRevenue[]> {
  return z.array(CurrencyRevenue).parse(await run(db.pool, revenue, []));
}

const zone = 'Asia/Shanghai';
const today = `(app_now() at time zone '${zone}')::date`;
const thisMonth = `date_trunc('month', ${today}::timestamp)`;
const firstMonth = `${thisMonth} - interval '11 months'`;

const net = `case when state = 'disputed' then 0 else amount - refunded_amount end::float8`;
const paidFor = (table: 'purchases' | 'plan_payments', points: string, plans: string) => `
  select currency, (paid_at at time zone '${zone}')::date as day, ${points} as points, ${plans} as plans
  from ${table} where paid_at >= (${firstMonth}) at time zone '${zone}' and paid_at <= app_now()`;

const series = (places: string, shape: string, match: string) => `
  (select json_agg(json_build_object('at', to_char(place, '${shape}'), 'points', coalesce(s.points, 0), 'plans', coalesce(s.plans, 0))
    order by place)
  from ${places} place left join lateral (
    select sum(points) as points, sum(plans) as plans from by_day d where d.currency = c.currency and ${match}
  ) s on true)`;

const revenue = {
  name: 'overview-revenue',
  text: `
    with paid as (
      ${paidFor('purchases', net, '0')} union all ${paidFor('plan_payments', '0', net)}
    ), by_day as materialized (
      select currency, day, sum(points) as points, sum(plans) as plans from paid group by currency, day
    )
    select c.currency,
      ${series(`generate_series(${today} - 13, ${today}, interval '1 day')`, 'YYYY-MM-DD', 'd.day = place::date')} as days,
      ${series(
        `generate_series(${firstMonth}, ${thisMonth}, interval '1 month')`,
        'YYYY-MM',
        "date_trunc('month', d.day::timestamp) = place",
      )} as months
    from (select currency, sum(points + plans) as total from by_day group by currency) c
    order by c.total desc, c.currency`,
};
