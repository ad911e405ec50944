import type { Translator } from '../../i18n/translator-for.ts';

/** Stripe's words that a subscription can have. */
export const subscriptionStates = [
  'active',
  'trialing',
  'past_due',
  'canceled',
  'unpaid',
  'incomplete',
  'incomplete_expired',
  'paused',
] as const;

export const knownSubscriptionState = (state: string) => subscriptionStates.find((each) => each === state);

/** Stripe's word in ours, or as it is. */
export function subscriptionStateName(t: Translator<'consolePayments'>, state: string): string {
  const known = knownSubscriptionState(state);
  return known ? t(`subscriptionState.${known}`) : state;
}
