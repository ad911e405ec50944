import { HOUR_MS } from './calendar.ts';
import type { Tier } from './plan.ts';
import type { Policy } from './policy.ts';
import { refused, type PlanProblem, type Refused } from './refusals.ts';

/** A membership source's statement about a phone number. */
export interface Member {
  tier: Tier;
  /** first instant at which the plan is over; null = no end known */
  validUntil: Date | null;
  source: string;
  checkedAt: Date;
}

export type MembershipAnswer =
  | { kind: 'member'; member: Member }
  | { kind: 'unknown'; source: string }
  /** the source does not answer; `last` is what it last said, null when it never named a plan */
  | { kind: 'unavailable'; source: string; last: Member | null };

/** How long an answer of a source that is down now still serves renewals. */
const answerServesMs = 24 * HOUR_MS;

export interface PayerFacts {
  policy: Policy;
  /** null = the user has not allowed the check, so the source was not asked */
  membership: MembershipAnswer | null;
  /** points */
  balance: number;
}

/** `points` 0: the plan pays, or the price is 0. */
export type Payment = { kind: 'pays'; points: number; by: 'plan' | 'points' } | Refused;

/** Who pays for a claim or for one renewed day: the plan, else points. */
export function decidePayment(
  { policy, membership, balance }: PayerFacts,
  what: 'claim' | 'day',
  now: Date,
): Payment {
  if (membership?.kind === 'unavailable') {
    const { source, last } = membership;
    const fresh = last && now.getTime() - last.checkedAt.getTime() <= answerServesMs;
    // without a plan ever seen there is no answer to wait for, and points renew as before
    const mustWait = what === 'claim' || (last && !fresh);
    if (mustWait) return refused({ reason: 'membership_unavailable', source });
  }
  const problem = planProblem(policy, membership, now);
  if (!problem) return { kind: 'pays', points: 0, by: 'plan' };
  if (!policy.points) return refused(problem);
  const needed = policy.points[what];
  if (balance < needed) return refused({ reason: 'points_short', needed, balance, plan: problem });
  return { kind: 'pays', points: needed, by: 'points' };
}

/** Why the plan does not pay at `now`; null when it does. */
export function planProblem(
  policy: Policy,
  membership: MembershipAnswer | null,
  now: Date,
): PlanProblem | null {
  if (!membership) return { reason: 'consent_missing' };
  const member = membership.kind === 'member' ? membership.member : lastOf(membership);
  if (!member) return { reason: 'plan_missing', wanted: policy.tiers };
  const { tier, validUntil } = member;
  if (validUntil && validUntil <= now) return { reason: 'plan_expired', tier, validUntil };
  if (!policy.tiers.includes(tier)) return { reason: 'plan_too_low', tier, wanted: policy.tiers };
  return null;
}

const lastOf = (answer: MembershipAnswer) => (answer.kind === 'unavailable' ? answer.last : null);
