import type { Tier } from './plan.ts';
import type { Refusal } from './refusals.ts';

/** The nearest thing a refused user can do. */
export type WayOut =
  | { kind: 'wait_until'; at: Date }
  | { kind: 'give_consent' }
  | { kind: 'get_plan'; tiers: Tier[] }
  | { kind: 'renew_plan' }
  | { kind: 'buy_points'; missing: number }
  | { kind: 'set_up'; missing: ('model' | 'channel')[] }
  | { kind: 'wait_for_start' }
  | { kind: 'try_later' }
  | { kind: 'reload' }
  /** the place of somebody who does not take it may become free */
  | { kind: 'wait_in_line' }
  | { kind: 'get_invitation' }
  | { kind: 'ask_operator' }
  | { kind: 'none' };

export function wayOut(refusal: Refusal): WayOut {
  switch (refusal.reason) {
    case 'window_not_open':
      return { kind: 'wait_until', at: refusal.opensAt };
    case 'bank_full':
      return { kind: 'wait_until', at: refusal.roomAt };
    case 'consent_missing':
      return { kind: 'give_consent' };
    case 'plan_missing':
    case 'plan_too_low':
      return { kind: 'get_plan', tiers: refusal.wanted };
    case 'plan_expired':
      return { kind: 'renew_plan' };
    case 'points_short':
      // consent is free, points are not
      return refusal.plan.reason === 'consent_missing'
        ? { kind: 'give_consent' }
        : { kind: 'buy_points', missing: refusal.needed - refusal.balance };
    case 'not_configured':
      return { kind: 'set_up', missing: refusal.missing };
    case 'not_started':
      return { kind: 'wait_for_start' };
    case 'membership_unavailable':
      return { kind: 'try_later' };
    case 'price_changed':
    case 'page_stale':
    case 'entitlement_unknown':
    case 'campaign_unknown':
    case 'stock_left':
      return { kind: 'reload' };
    case 'campaign_paused':
      return { kind: 'try_later' };
    case 'stock_held':
      return { kind: 'wait_in_line' };
    case 'invitation_missing':
    case 'invitation_unknown':
    case 'invitation_used_up':
    case 'invitation_expired':
      return { kind: 'get_invitation' };
    case 'phone_used':
      return { kind: 'ask_operator' };
    case 'window_closed':
    case 'campaign_ended':
    case 'waiting_list_none':
    case 'stock_empty':
    case 'total_reached':
    case 'end_of_use':
    case 'cut_day':
    case 'revoke_too_many':
      return { kind: 'none' };
  }
}
