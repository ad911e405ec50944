import { DAY_MS } from './calendar.ts';
import { invitationProblem, type Invitation } from './invitation.ts';
import { decidePayment, type PayerFacts } from './payment.ts';
import { claimsCloseAt, claimsOpenAt, endOfUse } from './policy.ts';
import { refused, type Refused } from './refusals.ts';

/** A claim by a user whose number is verified: accounts come into being by a one-time code only. */
export interface ClaimFacts extends PayerFacts {
  /** null = unlimited */
  stock: number | null;
  claimed: number;
  /** places that are kept for people of the waiting list; default none */
  held?: number;
  /** one of the kept places is this user's */
  offered?: boolean;
  /** the number already claimed under another account */
  phoneUsed: boolean;
  /** when it was asked for, where that was before now: who asked in time is in time. Absent = now */
  askedAt?: Date | undefined;
  /** claiming is paused since */
  pausedAt?: Date | null;
  /** ended before its time */
  endedAt?: Date | null;
  /** the code that was typed, and what is stored of it; asked for only where the policy's entry is by invitation */
  code?: string | null;
  invitation?: Invitation | null;
}

export interface ClaimGranted {
  kind: 'granted';
  days: number;
  points: number;
  by: 'plan' | 'points';
}

/** Decides a first claim; a user who has claimed before is not asked again. */
export function decideClaim(facts: ClaimFacts, now: Date): ClaimGranted | Refused {
  const { policy, endedAt, pausedAt } = facts;
  const [opensAt, closesAt] = [claimsOpenAt(policy), claimsCloseAt(policy)];
  if (endedAt && endedAt <= now) return refused({ reason: 'campaign_ended', endedAt });
  const askedAt = facts.askedAt && facts.askedAt < now ? facts.askedAt : now;
  if (askedAt < opensAt) return refused({ reason: 'window_not_open', opensAt, closesAt });
  if (askedAt >= closesAt) return refused({ reason: 'window_closed', opensAt, closesAt });
  if (pausedAt && pausedAt <= now) return refused({ reason: 'campaign_paused', pausedAt });
  if (facts.phoneUsed) return refused({ reason: 'phone_used' });
  if (policy.entry === 'invitation') {
    const problem = invitationProblem(facts.code ?? null, facts.invitation ?? null, now);
    if (problem) return problem;
  }
  const noStock = stockProblem(facts);
  if (noStock) return noStock;
  const payment = decidePayment(facts, 'claim', now);
  if (payment.kind === 'refused') return payment;
  const endsAt = endOfUse(policy);
  const gainMs = endsAt.getTime() - now.getTime();
  if (gainMs <= 0) return refused({ reason: 'end_of_use', endsAt });
  if (payment.points > 0 && gainMs < policy.firstGrantDays * DAY_MS)
    return refused({ reason: 'cut_day', endsAt, gainMs });
  return { kind: 'granted', days: policy.firstGrantDays, points: payment.points, by: payment.by };
}

/** Kept places are nobody else's; a user who was offered one takes it. */
export function stockProblem(
  facts: Pick<ClaimFacts, 'stock' | 'claimed' | 'held' | 'offered'>,
): Refused | null {
  const { stock, claimed, held = 0, offered = false } = facts;
  if (stock === null || offered) return null;
  if (claimed >= stock) return refused({ reason: 'stock_empty', stock });
  return claimed + held >= stock ? refused({ reason: 'stock_held', stock, held }) : null;
}
