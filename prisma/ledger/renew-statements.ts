import type { Statement } from './connection.ts';
import { isOwned } from './owned-instance.ts';

/** Whom a renewal is for, before any lock. Parameters: entitlement id, user id. */
export const renewalUser: Statement = {
  name: 'renewal-user',
  text: `
    select app_now() as now, u.phone, u.consent_at
    from entitlements e join users u on u.id = e.user_id
    where e.id = $1 and e.user_id = $2`,
};

/** Clicks of one user come after each other. Parameter: entitlement id. */
export const lockEntitlement: Statement = {
  name: 'lock-entitlement',
  text: `
    select from entitlements e join users u on u.id = e.user_id
    where e.id = $1 for no key update of u, e`,
};

/** All that decides a renewal or an operator's grant. Parameter: entitlement id. */
export const renewalFacts: Statement = {
  name: 'renewal-facts',
  text: `
    select app_now() as now, policy_at(c, app_now()) as policy,
      e.user_id, e.granted_days, e.grants, e.started_at, e.expires_at,
      i.id as instance_id,
      m.accepted_at as model_accepted_at,
      exists (
        select from channel_settings s
        where s.instance_id = i.id and s.accepted_at is not null and s.refusal is null
      ) as channel_accepted,
      (select coalesce(sum(points), 0)::int from point_entries where user_id = e.user_id) as balance
    from entitlements e
    join campaigns c on c.id = e.campaign_id
    left join instances i on i.user_id = e.user_id
    left join model_settings m on m.instance_id = i.id
    where e.id = $1`,
};

/** The entries of an earlier click. Parameters: entitlement id, the click's key. */
export const clickEntries: Statement = {
  name: 'click-entries',
  text: `
    select d.key, d.days, d.expires_before, d.expires_after, d.ended_by, coalesce(-p.points, 0) as points
    from day_entries d left join point_entries p on p.key = d.key
    where d.entitlement_id = $1 and starts_with(d.key, $2 || ':')
    order by d.id`,
};

/**
 * Writes n ledger entries, their payments, the new expiry and the reconcile job; days that come cancel a planned removal, unless the account is deleted. Parameters: entitlement id, user id,
 * instance id, reason, keys, days, points, expiries before, expiries after (arrays of n, in order), notes, why the
 * row of entries ended there (null or JSON, kept with the last).
 */
export const entriesWrite: Statement = {
  name: 'entries-write',
  text: `
    with entry as (
      select * from unnest($5::text[], $6::int[], $7::int[], $8::timestamptz[], $9::timestamptz[])
        with ordinality as t(key, days, points, expires_before, expires_after, n)
    ), days as (
      insert into day_entries (entitlement_id, days, reason, key, expires_before, expires_after, note, ended_by)
      select $1, days, $4, key, expires_before, expires_after, $10,
        case when n = cardinality($5::text[]) then $11::jsonb end
      from entry order by n
    ), payment as (
      insert into point_entries (user_id, points, reason, key)
      select $2, -points, $4, key from entry where points > 0 order by n
    ), kept as (
      update instances set removal_at = null, spec_version = spec_version + 1
      where id = $3 and removal_at is not null and $4 <> 'revoke' and ${isOwned}
    ), job as (
      select add_keyed_job('reconcile', json_build_object('instanceId', $3::uuid), 'reconcile:' || $3)
    )
    update entitlements set
      granted_days = granted_days + (select sum(days) from entry),
      grants = grants + (select count(*) from entry),
      expires_at = (select expires_after from entry order by n desc limit 1)
    where id = $1 and exists (select from job)`,
};
