import { afterRenewal, decideRenewal, type Renewal, type RenewalFacts } from './renewal.ts';
import type { Refusal, Refused } from './refusals.ts';

/** What somebody asks for in the chat: so many days, or as many as there is room for. */
export type RequestedDays = number | 'top-up';

export interface RequestedRenewal {
  kind: 'granted';
  /** at least one */
  renewals: Renewal[];
  /** why there are fewer than were asked for; null when all were granted */
  endedBy: Refusal | null;
}

/** Single renewals up to the number asked for; refused when not even one is allowed at `now`. */
export function planRequested(
  facts: RenewalFacts,
  days: RequestedDays,
  now: Date,
): RequestedRenewal | Refused {
  const renewals: Renewal[] = [];
  for (let state = facts; days === 'top-up' || renewals.length < days;) {
    const next = decideRenewal(state, now);
    if (next.kind === 'refused')
      return renewals.length === 0 ? next : { kind: 'granted', renewals, endedBy: next.refusal };
    renewals.push(next);
    state = afterRenewal(state, next);
  }
  return { kind: 'granted', renewals, endedBy: null };
}
