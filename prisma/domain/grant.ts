import { extend, gainMs, type Entitlement } from './available.ts';
import { DAY_MS } from './calendar.ts';
import { endOfUse, type Policy } from './policy.ts';
import { refused, type Refused } from './refusals.ts';

export interface GrantFacts {
  policy: Policy;
  entitlement: Entitlement;
}

/** A ledger entry by an operator. The expiry is null as long as the first day has not begun. */
export interface Granted {
  kind: 'granted';
  /** negative for a revoke */
  days: number;
  expiresBefore: Date | null;
  expiresAfter: Date | null;
}

/**
 * An operator's grant may pass the bank and the total, not the end of use: days that would lie wholly behind it are
 * not entered, so the entry can be smaller than asked for.
 */
export function decideGrant({ policy, entitlement }: GrantFacts, days: number, now: Date): Granted | Refused {
  const { expiresAt } = entitlement;
  const endsAt = endOfUse(policy);
  if (now >= endsAt) return refused({ reason: 'end_of_use', endsAt });
  if (!expiresAt) return { kind: 'granted', days, expiresBefore: null, expiresAfter: null };
  const expiresAfter = extend(expiresAt, days, endsAt, now);
  const gain = gainMs(expiresAt, expiresAfter, now);
  if (gain <= 0) return refused({ reason: 'end_of_use', endsAt });
  return { kind: 'granted', days: Math.ceil(gain / DAY_MS), expiresBefore: expiresAt, expiresAfter };
}

/** Takes days back: room under the total returns, the expiry moves back but never before `now`. */
export function decideRevoke({ entitlement }: GrantFacts, days: number, now: Date): Granted | Refused {
  const { grantedDays, expiresAt } = entitlement;
  if (days > grantedDays) return refused({ reason: 'revoke_too_many', granted: grantedDays });
  const back = expiresAt && Math.max(now.getTime(), expiresAt.getTime() - days * DAY_MS);
  // an expiry that is past already stays where it is
  const expiresAfter = expiresAt && new Date(Math.min(expiresAt.getTime(), back!));
  return { kind: 'granted', days: -days, expiresBefore: expiresAt, expiresAfter };
}
