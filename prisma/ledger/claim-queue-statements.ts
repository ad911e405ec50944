import type { Statement } from './connection.ts';

/**
 * Who takes a place holds the campaign's line lock, shared, from before the place has its number until it can be seen;
 * who reads the line waits for them, so no place is ever overtaken by one that was numbered after it.
 */
const lineLock = (campaign: string) => `hashtextextended('claim line ' || ${campaign}, 0)`;

/** Who needs no stock that others may take: has claimed already, or was offered a place of the waiting list. */
const isProvided = (user: string) => `(
  exists (select from entitlements e where e.campaign_id = $1::uuid and e.user_id = ${user}) or
  exists (
    select from waiting_entries w where w.campaign_id = $1::uuid and w.user_id = ${user}
      and w.left_at is null and w.offer_expires_at > app_now()
  ))`;

/**
 * Places for users in the order given; who has one already keeps it. A row per user that is known, with the answer
 * that an earlier place got. While the campaign is paused nobody joins: no place. Parameters: campaign id, user ids,
 * wishes, the last two as long.
 */
export const takePlaces: Statement = {
  name: 'claim-line-take',
  text: `
    with locked as materialized (
      select pg_advisory_xact_lock_shared(${lineLock('$1::text')})
    ), asked as materialized (
      select c.id as campaign_id, u.id as user_id, ask.wish, ask.n
      from locked
        cross join unnest($2::uuid[], $3::jsonb[]) with ordinality ask (user_id, wish, n)
        join users u on u.id = ask.user_id
        join campaigns c on c.id = $1::uuid and c.published_at <= app_now()
    ), taken as (
      insert into claim_requests (campaign_id, user_id, wish)
      select campaign_id, user_id, wish from asked
      where exists (select from campaigns where id = $1::uuid and paused_at is null)
      order by n
      on conflict (campaign_id, user_id) do nothing
      returning id, user_id
    )
    select asked.user_id, coalesce(taken.id, kept.id)::float8 as place, kept.result, app_now() as now,
      policy_at(c, app_now()) as policy, c.stock - c.claimed - c.held as left_in_stock,
      ${isProvided('asked.user_id')} as provided, c.paused_at is not null as paused
    from asked
      join campaigns c on c.id = asked.campaign_id
      left join taken on taken.user_id = asked.user_id
      left join claim_requests kept on kept.campaign_id = asked.campaign_id and kept.user_id = asked.user_id`,
};

/**
 * A new place at the end for somebody whose place was answered by a refusal; no row when another click was first.
 * Parameters: campaign id, user id, the answered place, wish.
 */
export const takePlaceAnew: Statement = {
  name: 'claim-line-anew',
  text: `
    with locked as materialized (
      select pg_advisory_xact_lock_shared(${lineLock('$1::text')})
    )
    update claim_requests
    set id = nextval(pg_get_serial_sequence('claim_requests', 'id')), wish = $4::jsonb, requested_at = app_now(),
      result = null, decided_at = null, attempts = 0, retry_at = null
    from locked
    where campaign_id = $1::uuid and user_id = $2::uuid and id = $3::bigint and decided_at is not null
    returning id::float8 as place`,
};

/** One decider a campaign: the lock is of the session, so a killed one frees it. Parameter: campaign id. */
export const becomeDecider: Statement = {
  name: 'claim-line-decider',
  text: `select pg_try_advisory_lock(hashtextextended('claim decider ' || $1::text, 0)) as won`,
};
export const endDeciding: Statement = {
  name: 'claim-line-decided',
  text: `select pg_advisory_unlock(hashtextextended('claim decider ' || $1::text, 0))`,
};

/** Waits for places that are being taken; the statement after it sees all of them. Parameter: campaign id. */
export const settleLine: Statement = {
  name: 'claim-line-settle',
  text: `select pg_advisory_xact_lock(${lineLock('$1::text')})`,
};

/**
 * Who is next: waiting places that are in line within the stock left, set-aside ones left out but counted. Whoever
 * takes none of that stock is next at any time. Parameters: campaign id, places at most.
 */
export const nextPlaces: Statement = {
  name: 'claim-line-next',
  text: `
    with offer as (
      select stock - claimed - held as left_in_stock from campaigns where id = $1::uuid and paused_at is null
    ), line as (
      select id, user_id, wish, requested_at, attempts, retry_at
      from claim_requests, offer
      where campaign_id = $1::uuid and decided_at is null
      order by id
      -- no limit where the stock has none: greatest() alone would make a 0 of it
      limit (select case when left_in_stock is not null then greatest(left_in_stock, 0) end from offer)
    ), holder as (
      select r.id, r.user_id, r.wish, r.requested_at, r.attempts, r.retry_at
      from claim_requests r, offer
      where r.campaign_id = $1::uuid and r.decided_at is null and offer.left_in_stock <= 0
        and ${isProvided('r.user_id')}
      order by id
      limit $2::int
    )
    select id::text as place, user_id, wish, requested_at, attempts
    from (select * from line union all select * from holder) next
    where retry_at is null or retry_at <= app_now()
    order by id
    limit $2::int`,
};

/**
 * Answers everybody in line at once when nothing is left for them, as `stockProblem` of domain/claim.ts would each.
 * Parameter: campaign id.
 */
export const answerSoldOut: Statement = {
  name: 'claim-line-sold-out',
  text: `
    update claim_requests r set decided_at = app_now(), retry_at = null, result = jsonb_build_object(
      'kind', 'refused',
      'refusal', case
        when c.claimed >= c.stock then jsonb_build_object('reason', 'stock_empty', 'stock', c.stock)
        else jsonb_build_object('reason', 'stock_held', 'stock', c.stock, 'held', c.held)
      end
    )
    from campaigns c
    where c.id = $1::uuid and c.claimed + c.held >= c.stock and c.paused_at is null
      and r.campaign_id = $1::uuid and r.decided_at is null and not ${isProvided('r.user_id')}
    returning r.user_id, r.result`,
};

/** Answers all that were set aside with the one that was asked for them. Parameters: campaign id, attempts, the answer. */
export const answerSetAside: Statement = {
  name: 'claim-line-answer-set-aside',
  text: `
    update claim_requests r set result = $3::jsonb, decided_at = app_now(), attempts = $2::int, retry_at = null
    from users u
    where u.id = r.user_id and u.consent_at is not null and r.campaign_id = $1 and r.decided_at is null
      and r.attempts = $2::int - 1 and (r.retry_at is null or r.retry_at <= app_now())
    returning r.user_id, r.result`,
};

/** Answers places that still wait. Parameters: campaign id, places, answers, the last two as long. */
export const answerPlaces: Statement = {
  name: 'claim-line-answer',
  text: `
    update claim_requests r set result = a.result, decided_at = app_now(), retry_at = null
    from unnest($2::bigint[], $3::jsonb[]) a (place, result)
    where r.campaign_id = $1 and r.id = a.place and r.decided_at is null`,
};

/** Sets a place aside. Parameters: place, attempts, milliseconds. */
export const setAside: Statement = {
  name: 'claim-line-set-aside',
  text: `
    update claim_requests set attempts = $2::int, retry_at = app_now() + $3::int * interval '1 millisecond'
    where id = $1::bigint and decided_at is null`,
};

/**
 * While the membership source is down, everybody whose turn has come and whom it would be asked about is set aside
 * with the one who was asked for all of them. Parameters: campaign id, attempts, milliseconds.
 */
export const setAsideAll: Statement = {
  name: 'claim-line-set-aside-all',
  text: `
    update claim_requests r set attempts = $2::int, retry_at = app_now() + $3::int * interval '1 millisecond'
    from users u
    where u.id = r.user_id and u.consent_at is not null and r.campaign_id = $1 and r.decided_at is null
      and r.attempts = $2::int - 1 and (r.retry_at is null or r.retry_at <= app_now())`,
};

/** Gives places up that nobody came to decide, also those of a clock that was set back. Parameter: milliseconds. */
export const giveUpPlaces: Statement = {
  name: 'claim-line-give-up',
  text: `
    delete from claim_requests
    where decided_at is null and requested_at not between app_now() - $1::int * interval '1 millisecond'
      and app_now() + interval '1 minute'`,
};

/** Gives one place up. Parameter: place. */
export const giveUpPlace: Statement = {
  name: 'claim-line-give-up-one',
  text: `delete from claim_requests where id = $1::bigint and decided_at is null`,
};

/** Which of these users have no waiting place any more, with their answers. Parameters: campaign id, user ids. */
export const answersOf: Statement = {
  name: 'claim-line-answers',
  text: `
    select user_id, result from claim_requests
    where campaign_id = $1 and user_id = any($2::uuid[]) and decided_at is not null`,
};

/** One user's place. Parameters: campaign id, user id. */
export const placeOf: Statement = {
  name: 'claim-line-place',
  text: `
    select id::float8 as place, result, retry_at is not null as set_aside from claim_requests
    where campaign_id = $1 and user_id = $2`,
};

/** The whole line: waiting places in order, and how many were answered in the last ten seconds. Parameter: campaign id. */
export const wholeLine: Statement = {
  name: 'claim-line-whole',
  text: `
    select c.paused_at is not null as paused,
      case when c.stock is not null then greatest(c.stock - c.claimed - c.held, 0) end as left_in_stock,
      array(
        select id::float8 from claim_requests where campaign_id = $1 and decided_at is null order by id
      ) as places,
      (
        select count(*)::int from claim_requests
        where campaign_id = $1 and decided_at between app_now() - interval '10 seconds' and app_now()
      ) as answered
    from campaigns c where c.id = $1`,
};

/** Campaigns with somebody in line and when the first of them can be decided, soonest first. */
export const openLines: Statement = {
  name: 'claim-lines-open',
  text: `
    select r.campaign_id::text as campaign_id,
      greatest(0, extract(epoch from min(coalesce(r.retry_at, app_now())) - app_now()) * 1000)::int as due_in_ms
    from claim_requests r join campaigns c on c.id = r.campaign_id
    where r.decided_at is null and c.paused_at is null
    group by r.campaign_id order by 2`,
};
