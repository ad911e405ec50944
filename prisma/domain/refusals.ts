import { z } from 'zod';
import { tiers } from './plan.ts';

const Instant = z.coerce.date();
const Count = z.int();
const Tier = z.enum(tiers);

/** Why a plan does not pay for this user: the fact about the membership. */
export const PlanProblem = z.discriminatedUnion('reason', [
  /** the user has not allowed the membership check */
  z.object({ reason: z.literal('consent_missing') }),
  /** the source knows no plan of this number */
  z.object({ reason: z.literal('plan_missing'), wanted: z.array(Tier) }),
  z.object({ reason: z.literal('plan_too_low'), tier: Tier, wanted: z.array(Tier) }),
  z.object({ reason: z.literal('plan_expired'), tier: Tier, validUntil: Instant }),
]);
export type PlanProblem = z.infer<typeof PlanProblem>;

/**
 * Every way in which the benefit says no, each with the fact that decides it. The reason reaches log, metric, API
 * and screen unchanged. Instants survive JSON: parse with this schema on the way back.
 */
export const Refusal = z.discriminatedUnion('reason', [
  ...PlanProblem.options,
  // claiming
  z.object({ reason: z.literal('campaign_unknown') }),
  z.object({ reason: z.literal('window_not_open'), opensAt: Instant, closesAt: Instant }),
  z.object({ reason: z.literal('window_closed'), opensAt: Instant, closesAt: Instant }),
  z.object({ reason: z.literal('stock_empty'), stock: Count }),
  /** the rest of the stock is kept for people of the waiting list; `held` places */
  z.object({ reason: z.literal('stock_held'), stock: Count, held: Count }),
  /** an operator paused claiming; days that were granted go on */
  z.object({ reason: z.literal('campaign_paused'), pausedAt: Instant }),
  z.object({ reason: z.literal('campaign_ended'), endedAt: Instant }),
  // claiming by invitation
  z.object({ reason: z.literal('invitation_missing') }),
  z.object({ reason: z.literal('invitation_unknown') }),
  z.object({ reason: z.literal('invitation_used_up'), uses: Count }),
  /** its time is over, or it was revoked then */
  z.object({ reason: z.literal('invitation_expired'), expiredAt: Instant }),
  // waiting for stock
  z.object({ reason: z.literal('waiting_list_none') }),
  /** nothing to wait for: the offer can be claimed now; `left` places */
  z.object({ reason: z.literal('stock_left'), left: Count }),
  /** another account claimed with this number */
  z.object({ reason: z.literal('phone_used') }),
  // paying
  /** the membership source does not answer, and no answer of it is fresh enough */
  z.object({ reason: z.literal('membership_unavailable'), source: z.string() }),
  z.object({ reason: z.literal('points_short'), needed: Count, balance: Count, plan: PlanProblem }),
  /** the page showed another price, so nothing was paid */
  z.object({ reason: z.literal('price_changed'), points: Count, shown: Count }),
  // renewing
  z.object({ reason: z.literal('entitlement_unknown') }),
  /** the first day has not begun, so there is nothing to prolong */
  z.object({ reason: z.literal('not_started') }),
  z.object({ reason: z.literal('not_configured'), missing: z.array(z.enum(['model', 'channel'])) }),
  /** `roomAt`: when a day fits again */
  z.object({ reason: z.literal('bank_full'), available: Count, max: Count, roomAt: Instant }),
  z.object({ reason: z.literal('total_reached'), granted: Count, max: Count }),
  z.object({ reason: z.literal('end_of_use'), endsAt: Instant }),
  /** the end of use would cut the day, and points never buy a cut day */
  z.object({ reason: z.literal('cut_day'), endsAt: Instant, gainMs: z.number() }),
  /** the page was older than the ledger: it showed fewer or more grants than there are */
  z.object({ reason: z.literal('page_stale'), grants: Count, shown: Count }),
  // an operator's grant or revoke
  z.object({ reason: z.literal('revoke_too_many'), granted: Count }),
]);
export type Refusal = z.infer<typeof Refusal>;
export type RefusalReason = Refusal['reason'];

export const refusalReasons: readonly RefusalReason[] = Refusal.options.map(
  (option) => option.shape.reason.value,
);

export interface Refused {
  kind: 'refused';
  refusal: Refusal;
}
export const refused = (refusal: Refusal): Refused => ({ kind: 'refused', refusal });
