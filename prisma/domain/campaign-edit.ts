import { extend } from './available.ts';
import { localDate, nextMidnight, type LocalDate } from './calendar.ts';
import { policyAt, type CampaignFacts } from './campaign-state.ts';
import { editWarnings, type EditWarning } from './campaign-warnings.ts';
import { claimsCloseAt, claimsOpenAt, endOfUse, type Policy } from './policy.ts';

/** People of a campaign who are alike: so many hold this. */
export interface Holding {
  people: number;
  grantedDays: number;
  /** null = the granted days wait for the first run */
  expiresAt: Date | null;
}

export interface EditFacts extends CampaignFacts {
  holdings: readonly Holding[];
  /** people in the waiting line */
  waiting: number;
}

/** Why an edit is refused: it would strand people. `people`: how many; `nearest`: the value that would be accepted. */
export type EditProblem =
  /** days that were granted would lie behind the new end of use */
  | { reason: 'end_before_expiry'; people: number; latestExpiry: Date; nearest: LocalDate }
  | { reason: 'end_in_past'; nearest: LocalDate }
  | { reason: 'total_below_granted'; people: number; granted: number; nearest: number }
  /** days are counted by the zone's midnights */
  | { reason: 'zone_fixed'; people: number; nearest: string }
  /** data was promised to be kept longer */
  | { reason: 'retention_shortened'; people: number; nearest: number }
  /** claims have begun, so when they began is history */
  | { reason: 'already_open'; openedAt: Date; nearest: LocalDate };

export type EditDecision =
  | {
      kind: 'allowed';
      /** when it holds: now for what nobody has seen yet, else when the next day of the campaign's zone begins */
      from: Date;
      atOnce: boolean;
      /** what changes for people; an editor must have seen them */
      warnings: EditWarning[];
    }
  | { kind: 'nothing' }
  | { kind: 'refused'; problems: EditProblem[]; warnings: EditWarning[] };

/** What a new policy would do at `now`. A draft, and what is not public yet, may change in any way at once. */
export function decideEdit(facts: EditFacts, wish: Policy, now: Date): EditDecision {
  const before = policyAt(facts, now);
  const planned = facts.nextPolicy ?? before;
  if (samePolicy(wish, before) && samePolicy(wish, planned)) return { kind: 'nothing' };
  // back to what holds now only takes back what was planned
  if (!facts.publishedAt || facts.publishedAt > now || samePolicy(wish, before))
    return { kind: 'allowed', from: now, atOnce: true, warnings: [] };
  const from = nextMidnight(now, before.zone);
  const warnings = editWarnings(before, wish, facts);
  const problems = editProblems(facts, before, wish, { now, from });
  if (problems.length > 0) return { kind: 'refused', problems, warnings };
  return { kind: 'allowed', from, atOnce: false, warnings };
}

function editProblems(
  facts: EditFacts,
  before: Policy,
  wish: Policy,
  { now, from }: { now: Date; from: Date },
): EditProblem[] {
  const { holdings } = facts;
  const holders = count(holdings);
  const problems: EditProblem[] = [];
  if (wish.zone !== before.zone)
    problems.push({ reason: 'zone_fixed', people: holders, nearest: before.zone });
  const openedAt = claimsOpenAt(before);
  if (wish.claimFirstDay !== before.claimFirstDay && openedAt <= now)
    problems.push({ reason: 'already_open', openedAt, nearest: before.claimFirstDay });
  if (wish.lastDayOfUse < before.lastDayOfUse)
    problems.push(...endProblems(holdings, before, wish, { now, from }));
  const granted = Math.max(0, ...holdings.map(({ grantedDays }) => grantedDays));
  const above = holdings.filter(({ grantedDays }) => grantedDays > wish.totalDaysMax);
  if (wish.totalDaysMax < before.totalDaysMax && above.length > 0)
    problems.push({ reason: 'total_below_granted', people: count(above), granted, nearest: granted });
  if (wish.retentionDays < before.retentionDays && holders > 0)
    problems.push({ reason: 'retention_shortened', people: holders, nearest: before.retentionDays });
  return problems;
}

/** An earlier end must leave everybody the days they hold, and those they can still get before it holds. */
function endProblems(
  holdings: readonly Holding[],
  before: Policy,
  wish: Policy,
  { now, from }: { now: Date; from: Date },
): EditProblem[] {
  const end = endOfUse(wish);
  // who claims in the meantime can fill the bank too
  const newcomer: Holding = { people: 0, grantedDays: before.firstGrantDays, expiresAt: null };
  const everybody = claimsCloseAt(before) > now ? [...holdings, newcomer] : holdings;
  const stranded = everybody.filter((holding) => reachOf(holding, before, from) > end);
  if (stranded.length > 0) {
    const latestExpiry = new Date(
      Math.max(...stranded.map((holding) => reachOf(holding, before, from).getTime())),
    );
    const nearest = localDate(new Date(latestExpiry.getTime() - 1), before.zone);
    return [{ reason: 'end_before_expiry', people: count(stranded), latestExpiry, nearest }];
  }
  if (end > from) return [];
  return [{ reason: 'end_in_past', nearest: localDate(from, before.zone) }];
}

/** Until when somebody's days may run who renews at `from` for the last time under the policy of today. */
function reachOf({ grantedDays, expiresAt }: Holding, policy: Policy, from: Date): Date {
  const end = endOfUse(policy);
  const room = Math.max(0, policy.totalDaysMax - grantedDays);
  const waiting = expiresAt ? 0 : grantedDays;
  const bank = Math.max(waiting, Math.min(policy.bankDaysMax, waiting + room));
  const full = bank > 0 && (room > 0 || waiting > 0) ? extend(from, bank, end, from).getTime() : 0;
  return new Date(Math.max(expiresAt?.getTime() ?? 0, full));
}

export type StockDecision =
  | { kind: 'allowed' }
  | { kind: 'nothing' }
  /** `nearest`: the smallest stock that takes nothing from anybody */
  | { kind: 'refused'; reason: 'stock_below_claimed'; claimed: number; held: number; nearest: number };

/** Stock may rise and fall at once, but never below what is claimed or kept for somebody. */
export function decideStock(
  { stock, claimed, held }: Pick<CampaignFacts, 'stock' | 'claimed' | 'held'>,
  wish: number | null,
): StockDecision {
  if (wish === stock) return { kind: 'nothing' };
  const nearest = claimed + held;
  if (wish === null || wish >= nearest) return { kind: 'allowed' };
  return { kind: 'refused', reason: 'stock_below_claimed', claimed, held, nearest };
}

const count = (holdings: readonly Holding[]) => holdings.reduce((sum, { people }) => sum + people, 0);

/** Field by field, whatever the order of the keys. */
const samePolicy = (a: Policy, b: Policy): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

const sorted = (policy: Policy) => [
  ...Object.entries({ ...policy, tiers: [...policy.tiers].sort() }).sort(([a], [b]) => (a < b ? -1 : 1)),
];
