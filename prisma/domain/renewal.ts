import { availableDays, extend, gainMs, type Entitlement } from './available.ts';
import { DAY_MS } from './calendar.ts';
import { decidePayment, type PayerFacts } from './payment.ts';
import { endOfUse } from './policy.ts';
import { refused, type Refusal, type Refused } from './refusals.ts';
import type { SetUpPart } from './set-up.ts';

export interface RenewalFacts extends PayerFacts {
  entitlement: Entitlement;
  /** what set-up still lacks; empty = configured */
  missing: SetUpPart[];
}

/** One renewal: one ledger entry. Also the preview of a click. */
export interface Renewal {
  kind: 'granted';
  days: 1;
  points: number;
  by: 'plan' | 'points';
  expiresBefore: Date;
  expiresAfter: Date;
  availableAfter: number;
  /** what the end of use takes from the day; 0 for a whole one */
  cutMs: number;
}

/** Decides one more day at `now`. */
export function decideRenewal(facts: RenewalFacts, now: Date): Renewal | Refused {
  const { policy, entitlement, missing } = facts;
  const { expiresAt, grantedDays } = entitlement;
  if (!expiresAt) return refused({ reason: 'not_started' });
  if (missing.length > 0) return refused({ reason: 'not_configured', missing });
  const endsAt = endOfUse(policy);
  const expiresAfter = extend(expiresAt, 1, endsAt, now);
  const gain = gainMs(expiresAt, expiresAfter, now);
  if (gain <= 0) return refused({ reason: 'end_of_use', endsAt });
  if (grantedDays >= policy.totalDaysMax)
    return refused({ reason: 'total_reached', granted: grantedDays, max: policy.totalDaysMax });
  const available = availableDays(entitlement, now);
  const max = policy.bankDaysMax;
  if (available >= max) {
    const roomAt = new Date(expiresAt.getTime() - (max - 1) * DAY_MS);
    return refused({ reason: 'bank_full', available, max, roomAt });
  }
  const payment = decidePayment(facts, 'day', now);
  if (payment.kind === 'refused') return payment;
  if (payment.points > 0 && gain < DAY_MS) return refused({ reason: 'cut_day', endsAt, gainMs: gain });
  return {
    kind: 'granted',
    days: 1,
    points: payment.points,
    by: payment.by,
    expiresBefore: expiresAt,
    expiresAfter,
    availableAfter: availableDays({ ...entitlement, expiresAt: expiresAfter }, now),
    cutMs: DAY_MS - gain,
  };
}

export interface TopUp {
  kind: 'granted';
  /** at least one */
  renewals: Renewal[];
  /** `bank_full` when the bank was filled, else the limit that made it partial */
  endedBy: Refusal;
}

/** As many single renewals as the rules allow at `now`; refused when not even one is. */
export function planTopUp(facts: RenewalFacts, now: Date): TopUp | Refused {
  const renewals: Renewal[] = [];
  for (let state = facts; ;) {
    const next = decideRenewal(state, now);
    if (next.kind === 'refused')
      return renewals.length === 0 ? next : { kind: 'granted', renewals, endedBy: next.refusal };
    renewals.push(next);
    state = afterRenewal(state, next);
  }
}

/** The facts as one renewal leaves them. */
export function afterRenewal(facts: RenewalFacts, renewal: Renewal): RenewalFacts {
  const { entitlement } = facts;
  return {
    ...facts,
    balance: facts.balance - renewal.points,
    entitlement: {
      ...entitlement,
      grantedDays: entitlement.grantedDays + renewal.days,
      grants: entitlement.grants + 1,
      expiresAt: renewal.expiresAfter,
    },
  };
}
