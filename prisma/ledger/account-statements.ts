import type { Statement } from './connection.ts';

/**
 * By itself: a statement that waits for the user's lock reads other tables as they were before it waited, so it would not see
 * the computer of a claim that held the lock. Parameter: user id.
 */
export const lockAccount: Statement = {
  name: 'account-lock',
  text: 'select from users where id = $1 for update',
};

/** Parameter: user id. */
export const accountFacts: Statement = {
  name: 'account-facts',
  text: `
    select u.phone, u.deleted_at as "deletedAt", i.id as "instanceId",
      exists (
        select from subscriptions s where s.user_id = u.id and not s.cancel_at_period_end
          and s.state in ('active', 'trialing', 'past_due', 'unpaid', 'incomplete', 'paused')
      ) as subscribed
    from users u left join instances i on i.user_id = u.id where u.id = $1`,
};

/** The number is replaced by its mark. Parameters: user id, number, mark. */
export const replaceNumber: readonly Statement[] = [
  {
    name: 'account-forget-user',
    text: `
      update users set phone = 'deleted:' || id, former_mark = $3, consent_at = null, deleted_at = app_now()
      where id = $1 and phone = $2`,
  },
  {
    name: 'account-forget-entitlements',
    text: `update entitlements set phone = $3 where user_id = $1 and phone = $2`,
  },
];

/** Parameter: number. */
export const forgetAnswer: Statement = {
  name: 'account-forget-answer',
  text: `delete from membership_answers where phone = $1`,
};

/**
 * Codes that were sent to the number keep its mark alone: they open nothing any more, and how many an address asked for still counts.
 * Parameters: number, mark.
 */
export const forgetCodes: Statement = {
  name: 'account-forget-codes',
  text: `update sign_in_codes set phone = $2 where phone = $1`,
};

/** What lets somebody in goes, and places in lines of claims. Parameter: user id. */
export const forgetPerson: readonly Statement[] = [
  {
    name: 'account-end-sessions',
    text: `update sessions set revoked_at = coalesce(revoked_at, app_now()), user_agent = '' where user_id = $1`,
  },
  { name: 'account-forget-identities', text: `delete from identities where user_id = $1` },
  {
    name: 'account-leave-claims',
    text: `delete from claim_requests where user_id = $1 and result is null`,
  },
];

/** Own waiting entries, before their campaigns as a claim takes them. Parameter: user id. */
export const lockEntries: Statement = {
  name: 'account-lock-entries',
  text: `
    select campaign_id as "campaignId" from waiting_entries where user_id = $1 and left_at is null
    order by campaign_id for update`,
};

/** In one order: two people of the same lines may be deleted at once. Parameter: campaign ids. */
export const lockLines: Statement = {
  name: 'account-lock-lines',
  text: 'select from campaigns where id = any($1::uuid[]) order by id for no key update',
};

/** Leaves every waiting list; kept places are given back, and answered by their campaigns. Parameter: user id. */
export const leaveWaitingLists: Statement = {
  name: 'account-leave-lines',
  text: `
    with gone as (
      update waiting_entries set left_at = app_now() where user_id = $1 and left_at is null
      returning campaign_id, offered_at
    ), given_back as (
      update campaigns c set held = held - 1
      from gone where gone.campaign_id = c.id and gone.offered_at is not null
    )
    select campaign_id as "campaignId" from gone order by 1`,
};

/** The computer goes with all its data, and what was set for it; one that is gone does not come back. Parameter: instance id. */
export const removeComputer: readonly Statement[] = [
  {
    name: 'account-remove-instance',
    text: `
      update instances set removal_at = app_now(), spec_version = spec_version + 1
      where id = $1`,
  },
  { name: 'account-forget-model', text: `delete from model_settings where instance_id = $1` },
  { name: 'account-forget-speech', text: `delete from speech_settings where instance_id = $1` },
  { name: 'account-forget-channels', text: `delete from channel_settings where instance_id = $1` },
  { name: 'account-forget-scans', text: `delete from channel_scans where instance_id = $1` },
  { name: 'account-forget-requests', text: `delete from gateway_requests where instance_id = $1` },
  {
    name: 'account-reconcile',
    text: `select add_keyed_job('reconcile', json_build_object('instanceId', $1::uuid), 'reconcile:' || $1::uuid)`,
  },
];

/** Links an account to a deleted one of the same number. Parameters: user id, mark. */
export const linkFormer: Statement = {
  name: 'account-link-former',
  text: `
    update users set former_mark = $2
    where id = $1 and deleted_at is null and former_mark is null
      and exists (select from users gone where gone.former_mark = $2 and gone.deleted_at is not null)`,
};
