import { DAY_MS } from './calendar.ts';
import { decidePayment, type PayerFacts } from './payment.ts';
import { claimsCloseAt, claimsOpenAt, endOfUse } from './policy.ts';
import { refused, type Refused } from './refusals.ts';

/** A claim by a user whose number is verified: accounts come into being by a one-time code only. */
export interface ClaimFacts extends PayerFacts {
  /** null = unlimited */
  stock: number | null;
  claimed: number;
  /** the number already claimed under another account */
  phoneUsed: boolean;
  /** when it was asked for, where that was before now: who asked in time is in time. Absent = now */
  askedAt?: Date | undefined;
}

export interface ClaimGranted {
  kind: 'granted';
  days: number;
  points: number;
  by: 'plan' | 'points';
}

/** Decides a first claim; a user who has claimed before is not asked again. */
export function decideClaim(facts: ClaimFacts, now: Date): ClaimGranted | Refused {
  const { policy, stock, claimed } = facts;
  const [opensAt, closesAt] = [claimsOpenAt(policy), claimsCloseAt(policy)];
  const askedAt = facts.askedAt && facts.askedAt < now ? facts.askedAt : now;
  if (askedAt < opensAt) return refused({ reason: 'window_not_open', opensAt, closesAt });
  if (askedAt >= closesAt) return refused({ reason: 'window_closed', opensAt, closesAt });
  if (facts.phoneUsed) return refused({ reason: 'phone_used' });
  if (stock !== null && claimed >= stock) return refused({ reason: 'stock_empty', stock });
  const payment = decidePayment(facts, 'claim', now);
  if (payment.kind === 'refused') return payment;
  const endsAt = endOfUse(policy);
  const gainMs = endsAt.getTime() - now.getTime();
  if (payment.points > 0 && gainMs < policy.firstGrantDays * DAY_MS)
    return refused({ reason: 'cut_day', endsAt, gainMs });
  return { kind: 'granted', days: policy.firstGrantDays, points: payment.points, by: payment.by };
}
