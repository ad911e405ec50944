import { DAY_MS } from './calendar.ts';
import type { Member, MembershipAnswer } from './payment.ts';
import { tiers, type Tier } from './plan.ts';

/** A subscription as the payment provider last told it. */
export interface SubscriptionFacts {
  tier: Tier;
  /** the provider's word */
  state: string;
  currentPeriodEnd: Date;
  cancelAtPeriodEnd: boolean;
  /** since when a payment is overdue; null = none is */
  pastDueSince: Date | null;
  syncedAt: Date;
}

/**
 * The plan that a subscription gives; null when it gives none. Active ones count until they are cancelled for a day; one
 * whose payment is overdue counts for `graceDays` more.
 */
export function subscriptionMember(facts: SubscriptionFacts, graceDays: number): Member | null {
  const { tier, state, currentPeriodEnd, cancelAtPeriodEnd, pastDueSince, syncedAt: checkedAt } = facts;
  const member = (validUntil: Date | null): Member => ({
    tier,
    validUntil,
    source: 'subscription',
    checkedAt,
  });
  const periodEnd = cancelAtPeriodEnd ? currentPeriodEnd : null;
  if (state === 'active' || state === 'trialing') return member(periodEnd);
  if (state !== 'past_due') return null;
  const graceEnd = new Date((pastDueSince ?? currentPeriodEnd).getTime() + graceDays * DAY_MS);
  return member(periodEnd && periodEnd < graceEnd ? periodEnd : graceEnd);
}

/**
 * What several sources say about one number, as one answer: the best plan that is valid at `now`; without one,
 * `unavailable` if any source could not say; else the plan that ran out last; else a definite no.
 */
export function bestAnswer(answers: readonly MembershipAnswer[], now: Date): MembershipAnswer {
  const members = answers.flatMap((answer) => (answer.kind === 'member' ? [answer.member] : []));
  const valid = members.filter((member) => isValid(member, now)).sort(byWorth);
  if (valid[0]) return { kind: 'member', member: valid[0] };
  const silent = answers.filter((answer) => answer.kind === 'unavailable');
  if (silent[0]) {
    const last = silent.flatMap((answer) => answer.last ?? []).sort(byWorth)[0] ?? null;
    return { kind: 'unavailable', source: silent.map(({ source }) => source).join(', '), last };
  }
  const expired = members.sort((a, b) => endOf(b) - endOf(a))[0];
  if (expired) return { kind: 'member', member: expired };
  return { kind: 'unknown', source: answers.map(sourceOf).join(', ') };
}

const isValid = ({ validUntil }: Member, now: Date) => !validUntil || now < validUntil;
const endOf = ({ validUntil }: Member) => validUntil?.getTime() ?? Infinity;
const rank = ({ tier }: Member) => tiers.indexOf(tier);

/** The higher tier first, of equal ones the longer. */
const byWorth = (a: Member, b: Member) =>
  rank(b) - rank(a) || (endOf(a) === endOf(b) ? 0 : endOf(b) - endOf(a));

const sourceOf = (answer: MembershipAnswer) =>
  answer.kind === 'member' ? answer.member.source : answer.source;
