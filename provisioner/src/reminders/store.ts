/** The rows of reminders, and what decides them. */
import { z } from 'zod';
import type { Db } from '@rockpool/db/client';
import { isZone } from '@rockpool/db/domain/calendar';
import { reminderKinds } from '@rockpool/db/domain/reminders';
import { Policy } from '@rockpool/db/domain/policy';

const defaultZone = 'Asia/Shanghai';

const Facts = z.object({
  now: z.date(),
  locale: z.string().transform((locale) => (locale === 'en' ? ('en' as const) : ('zh' as const))),
  zone: z.string().transform((zone) => (isZone(zone) ? zone : defaultZone)),
  policy: Policy,
  grantedDays: z.number(),
  expiresAt: z.date(),
  since: z.date(),
  /** another right of this user lasts longer, or waits for its first day: the computer goes on */
  covered: z.boolean(),
  instanceId: z.string(),
  phase: z.string(),
  phaseSince: z.date(),
  endpoint: z.string().nullable(),
  tokenVersion: z.number(),
});
export type ReminderFacts = z.infer<typeof Facts>;

const Row = z.object({ id: z.string(), kind: z.enum(reminderKinds), dueAt: z.date(), detail: z.string() });
export type ReminderRow = z.infer<typeof Row>;

/** Null when there is no such entitlement, or its days have not begun. */
export async function readFacts(db: Db, entitlementId: string): Promise<ReminderFacts | null> {
  const { rows } = await db.pool.query({ ...factsQuery, values: [entitlementId] });
  return rows[0] ? Facts.parse(rows[0]) : null;
}

/** The entitlement whose end stops an instance: the one that ended last. Null when none has. */
export async function readEnded(db: Db, instanceId: string): Promise<string | null> {
  const { rows } = await db.pool.query<{ id: string }>({ ...endedQuery, values: [instanceId] });
  return rows[0]?.id ?? null;
}

export type Planned = { kind: string; dueAt: Date; leftOut: string | null };

/**
 * Writes the plan of one expiry and voids those of others; what was decided stays. A reminder that an expiry had before it was
 * moved away and back is planned again. Answers with those that are open.
 */
export async function writePlan(
  db: Db,
  entitlementId: string,
  expiresAt: Date,
  plan: readonly Planned[],
): Promise<ReminderRow[]> {
  const { rows } = await db.pool.query({
    ...planQuery,
    values: [
      entitlementId,
      expiresAt,
      plan.map(({ kind }) => kind),
      plan.map(({ dueAt }) => dueAt),
      plan.map(({ leftOut }) => leftOut),
    ],
  });
  return z.array(Row).parse(rows);
}

/** Why it was not delivered so far; the reminder stays open. */
export async function noteFailure(db: Db, id: string, reason: string): Promise<void> {
  await db.pool.query(`update reminders set detail = $2 where id = $1 and state = 'planned'`, [id, reason]);
}

/** What was sent stays sent, whoever decides otherwise at the same time. True when this call decided it. */
export async function settleReminder(
  db: Db,
  id: string,
  state: 'sent' | 'skipped' | 'failed',
  detail: string,
): Promise<boolean> {
  const { rowCount } = await db.pool.query({ ...settleQuery, values: [id, state, detail] });
  return rowCount === 1;
}

const factsQuery = {
  name: 'reminder-facts',
  text: `
    select app_now() as now, u.locale, u.time_zone as zone, policy_at(c, app_now()) as policy,
      e.granted_days as "grantedDays", e.expires_at as "expiresAt",
      greatest(e.started_at, (select d.created_at from day_entries d where d.entitlement_id = e.id order by d.id desc limit 1)) as since,
      exists (
        select from entitlements o where o.user_id = e.user_id and o.id <> e.id
          and (o.expires_at > e.expires_at or (o.started_at is null and o.granted_days > 0))
      ) as covered,
      i.id as "instanceId", i.phase, i.phase_since as "phaseSince", i.endpoint, i.token_version as "tokenVersion"
    from entitlements e
    join users u on u.id = e.user_id
    join campaigns c on c.id = e.campaign_id
    join instances i on i.user_id = e.user_id
    where e.id = $1 and e.expires_at is not null`,
};

const endedQuery = {
  name: 'reminder-ended',
  text: `
    select e.id from entitlements e join instances i on i.user_id = e.user_id
    where i.id = $1 and e.expires_at <= app_now() order by e.expires_at desc limit 1`,
};

const planQuery = {
  name: 'reminder-plan',
  text: `
    with wanted as (
      select * from unnest($3::text[], $4::timestamptz[], $5::text[]) as w(kind, due_at, left_out)
    ), voided as (
      update reminders set state = 'skipped', detail = 'renewed', decided_at = app_now()
      where entitlement_id = $1 and expires_at <> $2 and state = 'planned'
    ), written as (
      insert into reminders (id, entitlement_id, kind, expires_at, due_at, state, detail, decided_at)
      select gen_random_uuid(), $1, kind, $2, due_at,
        case when left_out is null then 'planned' else 'skipped' end, coalesce(left_out, ''),
        case when left_out is not null then app_now() end
      from wanted
      on conflict (entitlement_id, kind, expires_at) do update
        set due_at = excluded.due_at, state = excluded.state, decided_at = excluded.decided_at,
          detail = case when excluded.state = 'planned' and reminders.state = 'planned' then reminders.detail else excluded.detail end
        where reminders.state = 'planned' or (reminders.state = 'skipped' and reminders.detail = 'renewed')
      returning id, kind, due_at, state, detail
    )
    select id, kind, due_at as "dueAt", detail from written where state = 'planned' order by due_at`,
};

const settleQuery = {
  name: 'reminder-settle',
  text: `
    with settled as (
      update reminders set state = $2, detail = $3, decided_at = app_now()
      where id = $1 and (state = 'planned' or (state = 'failed' and $2 = 'sent')) returning entitlement_id
    )
    select pg_notify('rockpool', e.user_id::text) from settled join entitlements e on e.id = settled.entitlement_id`,
};
