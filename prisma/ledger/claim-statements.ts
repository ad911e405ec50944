import type { Statement } from './connection.ts';

/**
 * All that decides a claim, as of one snapshot. Parameters: user id, campaign id, invitation code or null. No row: user
 * or campaign is unknown, or the campaign is not public yet.
 */
export const claimFacts: Statement = {
  name: 'claim-facts',
  text: `
    select app_now() as now, u.phone, u.consent_at, u.instance_id,
      policy_at(c, app_now()) as policy, c.stock, c.claimed, c.held, c.paused_at, c.ended_at,
      own.id as entitlement_id, own.points_paid,
      exists (
        select from entitlements other
        where other.campaign_id = c.id and other.phone in (u.phone, u.former_mark) and other.user_id <> u.id
      ) as phone_used,
      (select coalesce(sum(points), 0)::int from point_entries where user_id = u.id) as balance,
      w.id as waiting_id, coalesce(w.offer_expires_at > app_now(), false) as offered,
      i.id as invitation_id, i.uses, i.uses_max, i.expires_at as code_expires_at, i.revoked_at as code_revoked_at
    from (
      select users.*, instances.id as instance_id
      from users left join instances on instances.user_id = users.id
      where users.id = $1
    ) u
    join campaigns c on c.id = $2 and c.published_at <= app_now()
    left join lateral (
      select e.id, coalesce((select -p.points from point_entries p where p.key = 'claim:' || e.id), 0) as points_paid
      from entitlements e where e.user_id = u.id and e.campaign_id = c.id
    ) own on true
    left join waiting_entries w on w.campaign_id = c.id and w.user_id = u.id and w.left_at is null
    left join invitation_codes i on i.code = $3::text and i.campaign_id = c.id`,
};

/** Two spendings of one user come after each other. Parameter: user id. */
export const lockUser: Statement = {
  name: 'lock-user',
  text: `select from users where id = $1 for no key update`,
};

/** Two uses of one code come after each other. Parameters: code, campaign id. */
export const lockInvitation: Statement = {
  name: 'lock-invitation',
  text: `select from invitation_codes where code = $1 and campaign_id = $2 for no key update`,
};

/** What the claim of somebody with an invitation or a place in the line does besides. */
const admission = `used as (
      update invitation_codes set uses = uses + 1 where id = $6::uuid and exists (select from entitlement)
    ), waited as (
      update waiting_entries set left_at = app_now()
      where campaign_id = $2 and user_id = $1 and left_at is null and exists (select from entitlement)
      returning offered_at
    ), place as (
      select from waited where offered_at is not null
    ), `;

/**
 * A claim whole: entitlement, first ledger entry, payment, instance, job, stock. No row: the user or the number has
 * claimed already, or the account is deleted, and nothing was written. Stock that ran out violates `campaigns_never_oversold` or
 * `campaigns_held_within_stock`, which undoes everything. The stock's counter is the one row that all claims of a
 * campaign share, so it is taken last and held only until the commit. Parameters: user id, campaign id, phone, days, points.
 */
export const claimWrite: Statement = { name: 'claim-write', text: claimText({ admitted: false }) };

/**
 * The same for a user with an invitation or a place in the waiting line, behind the locks of the user and the code: counts the
 * code's use, ends the waiting, and takes the kept place if one was offered. Sixth parameter: invitation id or null.
 */
export const claimWriteAdmitted: Statement = {
  name: 'claim-write-admitted',
  text: claimText({ admitted: true }),
};

function claimText({ admitted }: { admitted: boolean }): string {
  return `
    with entitlement as (
      insert into entitlements (id, user_id, campaign_id, phone, granted_days, grants${admitted ? ', invitation_id' : ''})
      select gen_random_uuid(), id, $2, $3, $4::int, 1${admitted ? ', $6::uuid' : ''}
      from users where id = $1 and phone = $3 and deleted_at is null for key share
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
      on conflict (user_id) do update set spec_version = instances.spec_version + 1, removal_at = null
      returning id
    ), job as (
      select add_keyed_job('reconcile', json_build_object('instanceId', id), 'reconcile:' || id) from instance
    ), ${admitted ? admission : ''}taken as (
      update campaigns set claimed = claimed + 1${admitted ? ', held = held - (select count(*) from place)' : ''}
      where id = $2 and exists (select from job) and exists (select from entry)
        and (select count(*) from payment) >= 0
      returning id
    )
    select entitlement.id as entitlement_id, instance.id as instance_id
    from taken, entitlement, instance`;
}
