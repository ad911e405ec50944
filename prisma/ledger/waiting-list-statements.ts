import { campaignFactColumns } from './campaign-columns.ts';
import type { Statement } from './connection.ts';

/** Before the campaign, as a claim takes them. No row: the account is deleted, also in this moment. Parameter: user id. */
export const lockMember: Statement = {
  name: 'waiting-lock-member',
  text: `select from users where id = $1 and deleted_at is null for key share`,
};

/** The campaign behind its lock: offers, ends of offers and claims of one campaign come after each other. Parameter: campaign id. */
export const lockCampaign: Statement = {
  name: 'waiting-lock-campaign',
  text: `select from campaigns where id = $1 for no key update`,
};

/** Parameter: campaign id. */
export const lineFacts: Statement = {
  name: 'waiting-facts',
  text: `
    select ${campaignFactColumns},
      (select value from settings where key = 'waitingList.offerHours') as "offerHours"
    from campaigns c where c.id = $1`,
};

/**
 * Offers whose time is over are given back, and their people leave the line. One that is being claimed in this moment is
 * left alone: its claim holds the row. Parameter: campaign id.
 */
export const endOffers: Statement = {
  name: 'waiting-end-offers',
  text: `
    with over as (
      select id from waiting_entries
      where campaign_id = $1 and left_at is null and offer_expires_at <= app_now()
      for update skip locked
    ), gone as (
      update waiting_entries set left_at = app_now() where id in (select id from over) returning id
    )
    update campaigns set held = held - (select count(*)::int from gone)
    where id = $1 and exists (select from gone)`,
};

/** Offers places to who waits longest. Parameters: campaign id, places, until when they are kept. */
export const makeOffers: Statement = {
  name: 'waiting-make-offers',
  text: `
    with first as (
      select id from waiting_entries
      where campaign_id = $1 and left_at is null and offered_at is null
      order by id limit $2::int
      for update skip locked
    ), offered as (
      update waiting_entries set offered_at = app_now(), offer_expires_at = $3
      where id in (select id from first) returning id
    ), kept as (
      update campaigns set held = held + (select count(*)::int from offered)
      where id = $1 and exists (select from offered)
    )
    select id from offered`,
};

/** Plans the next look at the line: when the first of its offers ends. Parameter: campaign id. */
export const planNextLook: Statement = {
  name: 'waiting-plan-next-look',
  text: `
    select add_keyed_job(
      'offer-places', json_build_object('campaignId', $1::uuid), 'offer-places:' || $1::uuid,
      min(offer_expires_at) - (select offset_ms from clock where id = 1) * interval '1 millisecond'
    )
    from waiting_entries where campaign_id = $1 and left_at is null and offer_expires_at is not null
    having min(offer_expires_at) is not null`,
};

/** Parameters: campaign id, user id. */
export const ownEntry: Statement = {
  name: 'waiting-own',
  text: `
    select w.id::text, w.joined_at as "joinedAt", w.offered_at as "offeredAt", w.offer_expires_at as "offerExpiresAt",
      (
        select count(*)::int from waiting_entries before
        where before.campaign_id = w.campaign_id and before.id < w.id
          and before.left_at is null and before.offered_at is null
      ) as before
    from waiting_entries w where w.campaign_id = $1 and w.user_id = $2 and w.left_at is null`,
};

/** A new place at the end; an earlier one that was left is gone with its number. Parameters: campaign id, user id. */
export const forgetLeft: Statement = {
  name: 'waiting-forget-left',
  text: `delete from waiting_entries where campaign_id = $1 and user_id = $2 and left_at is not null`,
};
export const join: Statement = {
  name: 'waiting-join',
  text: `insert into waiting_entries (campaign_id, user_id) values ($1, $2) on conflict do nothing returning id`,
};

/** Parameters: campaign id, user id. */
export const leave: Statement = {
  name: 'waiting-leave',
  text: `
    with gone as (
      update waiting_entries set left_at = app_now()
      where campaign_id = $1 and user_id = $2 and left_at is null
      returning offered_at
    ), given_back as (
      update campaigns set held = held - 1
      where id = $1 and exists (select from gone where offered_at is not null)
    )
    select from gone`,
};

/** Parameters: campaign id, user id. */
export const hasClaimed: Statement = {
  name: 'waiting-has-claimed',
  text: `select from entitlements where campaign_id = $1 and user_id = $2`,
};

/** Parameters: campaign id, milliseconds. */
export const prolongOffers: Statement = {
  name: 'waiting-prolong-offers',
  text: `
    update waiting_entries set offer_expires_at = offer_expires_at + $2::bigint * interval '1 millisecond'
    where campaign_id = $1 and left_at is null and offer_expires_at is not null`,
};
