import { availableDays, type Entitlement } from './available.ts';
import { addDays, HOUR_MS, startOfDay, type LocalDate } from './calendar.ts';
import { membershipOf } from './campaign-preview.ts';
import { policyAt, type CampaignFacts } from './campaign-state.ts';
import { decideClaim } from './claim.ts';
import { decideFirstRun } from './first-run.ts';
import type { Tier } from './plan.ts';
import { claimsOpenAt, endOfUse, type Policy } from './policy.ts';
import type { Refusal } from './refusals.ts';
import { decideRenewal, planTopUp, type Renewal } from './renewal.ts';

/** What somebody does with a campaign. */
export interface Behaviour {
  tier: Tier | null;
  /** from this day on the plan is gone; null = never */
  planLostOn: LocalDate | null;
  points: number;
  claimOn: LocalDate;
  /** hour of the day at which the user comes, by the zone's clock */
  hour: number;
  /** one click a day, a top-up every so many days, or nothing after the claim */
  renews: { how: 'daily' } | { how: 'top-up'; everyDays: number } | { how: 'never' };
  /** days on which the user does not come */
  skips: readonly LocalDate[];
}

/** One day of the zone's calendar, as it is at its end. */
export interface SimulatedDay {
  date: LocalDate;
  /** hours of this day on which the computer could run */
  usedHours: number;
  /** whole days left at the end of the day */
  available: number;
  granted: number;
  /** granted days in all */
  grantedInAll: number;
  pointsSpent: number;
  /** the computer stood still at the end of the day although days had been granted before */
  lapsed: boolean;
  /** what the user was told no to, with the facts */
  refusals: Refusal[];
}

const daysMax = 400;

/** A user's calendar over a campaign, from the claim to the end of use: the same rules, day by day. */
export function simulateCalendar(facts: CampaignFacts, behaviour: Behaviour): SimulatedDay[] {
  const { zone } = policyAt(facts, claimsOpenAt(facts.policy));
  const days: SimulatedDay[] = [];
  let state: State = { entitlement: null, balance: behaviour.points };
  for (let date = behaviour.claimOn, n = 0; n < daysMax; date = addDays(date, 1), n++) {
    const at = new Date(startOfDay(date, zone).getTime() + behaviour.hour * HOUR_MS);
    const policy = policyAt(facts, at);
    if (at >= endOfUse(policy)) break;
    const before = state;
    const comes = !behaviour.skips.includes(date);
    const act = comes ? visit(facts, policy, behaviour, { state, date, n, at }) : { state, refusals: [] };
    state = act.state;
    days.push(summary({ date, zone, at }, before, state, act.refusals));
    if (!state.entitlement && n === 0) break;
  }
  return days;
}

interface State {
  /** null before the claim */
  entitlement: Entitlement | null;
  balance: number;
}

function visit(
  facts: CampaignFacts,
  policy: Policy,
  behaviour: Behaviour,
  { state, date, n, at }: { state: State; date: LocalDate; n: number; at: Date },
): { state: State; refusals: Refusal[] } {
  const { planLostOn, renews } = behaviour;
  const tier = planLostOn && date >= planLostOn ? null : behaviour.tier;
  const payer = { policy, membership: membershipOf(tier, at), balance: state.balance };
  if (!state.entitlement) {
    const { stock, claimed, held, pausedAt, endedAt } = facts;
    const invitation = { uses: 0, usesMax: 1, expiresAt: null, revokedAt: null };
    const asked = { stock, claimed, held, pausedAt, endedAt, phoneUsed: false, code: 'CODE', invitation };
    const decision = decideClaim({ ...payer, ...asked }, at);
    if (decision.kind === 'refused') return { state, refusals: [decision.refusal] };
    const waiting = { grantedDays: decision.days, grants: 1, startedAt: null, expiresAt: null };
    // the computer is ready within minutes, which a calendar of days does not show
    const entitlement = { ...waiting, ...decideFirstRun({ policy, entitlement: waiting }, at) };
    return { state: { entitlement, balance: state.balance - decision.points }, refusals: [] };
  }
  if (renews.how === 'never' || (renews.how === 'top-up' && n % renews.everyDays !== 0))
    return { state, refusals: [] };
  const renewing = { ...payer, entitlement: state.entitlement, missing: [] };
  const decision = renews.how === 'daily' ? decideRenewal(renewing, at) : planTopUp(renewing, at);
  if (decision.kind === 'refused') return { state, refusals: [decision.refusal] };
  const made = 'renewals' in decision ? decision.renewals : [decision];
  return { state: made.reduce(renewed, state), refusals: [] };
}

const renewed = (state: State, { days, points, expiresAfter }: Renewal): State => ({
  balance: state.balance - points,
  entitlement: {
    ...state.entitlement!,
    grantedDays: state.entitlement!.grantedDays + days,
    grants: state.entitlement!.grants + 1,
    expiresAt: expiresAfter,
  },
});

function summary(
  { date, zone, at }: { date: LocalDate; zone: string; at: Date },
  before: State,
  after: State,
  refusals: Refusal[],
): SimulatedDay {
  const [begin, end] = [startOfDay(date, zone), startOfDay(addDays(date, 1), zone)];
  const { entitlement } = after;
  const granted = (entitlement?.grantedDays ?? 0) - (before.entitlement?.grantedDays ?? 0);
  return {
    date,
    usedHours: usedMs(before.entitlement, entitlement, { begin, end, at }) / HOUR_MS,
    available: entitlement ? availableDays(entitlement, end) : 0,
    granted,
    grantedInAll: entitlement?.grantedDays ?? 0,
    pointsSpent: before.balance - after.balance,
    lapsed: entitlement?.expiresAt ? entitlement.expiresAt < end : false,
    refusals,
  };
}

/** How long it ran between two midnights; what lapsed before the visit stood still until a renewal by it. */
function usedMs(
  before: Entitlement | null,
  after: Entitlement | null,
  { begin, end, at }: { begin: Date; end: Date; at: Date },
): number {
  if (!after?.expiresAt || !after.startedAt) return 0;
  const from = Math.max(begin.getTime(), after.startedAt.getTime());
  const until = Math.min(after.expiresAt.getTime(), end.getTime());
  const lapsedAt = before?.expiresAt?.getTime() ?? Infinity;
  const isRevived = lapsedAt < at.getTime() && lapsedAt < after.expiresAt.getTime();
  const gap = isRevived ? at.getTime() - Math.max(lapsedAt, from) : 0;
  return Math.max(0, until - from - gap);
}
