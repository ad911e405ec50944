import type { Statement } from './connection.ts';

/** All that decides a claim, as of one snapshot. Parameters: user id, campaign id. No row: one of them is unknown. */
export const claimFacts: Statement = {
  name: 'claim-facts',
  text: `
    select app_now() as now, u.phone, u.consent_at, u.instance_id,
      c.policy, c.stock, c.claimed,
      own.id as entitlement_id, own.points_paid,
      exists (
        select from entitlements other
        where other.campaign_id = c.id and other.phone = u.phone and other.user_id <> u.id
      ) as phone_used,
      (select coalesce(sum(points), 0)::int from point_entries where user_id = u.id) as balance
    from (
      select users.*, instances.id as instance_id
      from users left join instances on instances.user_id = users.id
      where users.id = $1
    ) u
    join campaigns c on c.id = $2
    left join lateral (
      select e.id, coalesce((select -p.points from point_entries p where p.key = 'claim:' || e.id), 0) as points_paid
      from entitlements e where e.user_id = u.id and e.campaign_id = c.id
    ) own on true`,
};

/** Two spendings of one user come after each other. Parameter: user id. */
export const lockUser: Statement = {
  name: 'lock-user',
  text: `select from users where id = $1 for no key update`,
};

/**
 * A claim whole: entitlement, first ledger entry, payment, instance, job, stock. No row: the user or the number has
 * claimed already, and nothing was written. Stock that ran out violates `campaigns_never_oversold`, which undoes
 * everything. The stock's counter is the one row that all claims of a campaign share, so it is taken last and held
 * only until the commit. Parameters: user id, campaign id, phone, days, points.
 */
export const claimWrite: Statement = {
  name: 'claim-write',
  text: `
    with entitlement as (
      insert into entitlements (id, user_id, campaign_id, phone, granted_days, grants)
      values (gen_random_uuid(), $1, $2, $3, $4::int, 1)
      on conflict do nothing
      returning id
    ), entry as (
      insert into day_entries (entitlement_id, days, reason, key)
      select id, $4::int, 'claim', 'claim:' || id from entitlement
      returning id
    ), payment as (
      insert into point_entries (user_id, points, reason, key)
      select $1, -$5::int, 'claim', 'claim:' || id from entitlement where $5::int > 0
      returning id
    ), instance as (
      insert into instances (id, user_id)
      select gen_random_uuid(), $1 from entitlement
      on conflict (user_id) do update set spec_version = instances.spec_version + 1
      returning id
    ), job as (
      select add_keyed_job('reconcile', json_build_object('instanceId', id), 'reconcile:' || id) from instance
    ), taken as (
      update campaigns set claimed = claimed + 1
      where id = $2 and exists (select from job) and exists (select from entry)
        and (select count(*) from payment) >= 0
      returning id
    )
    select entitlement.id as entitlement_id, instance.id as instance_id
    from taken, entitlement, instance`,
};
