import { claimsCloseAt, claimsOpenAt, endOfUse, type Policy } from './policy.ts';

/**
 * draft: nobody but operators sees it. scheduled: it will be public, or it is and claims open later. open, paused, sold_out:
 * within the claim window. closed: no more claims, granted days go on. ended: nothing of it is used any more, or an operator
 * ended it before its time.
 */
export const campaignStates = [
  'draft',
  'scheduled',
  'open',
  'paused',
  'sold_out',
  'closed',
  'ended',
] as const;
export type CampaignState = (typeof campaignStates)[number];

/** A campaign's columns, as the rules see them. */
export interface CampaignFacts {
  /** null = a draft */
  publishedAt: Date | null;
  pausedAt: Date | null;
  endedAt: Date | null;
  policy: Policy;
  /** what `policy` becomes at `nextPolicyFrom`; both or none */
  nextPolicy: Policy | null;
  nextPolicyFrom: Date | null;
  /** null = unlimited */
  stock: number | null;
  claimed: number;
  held: number;
}

/** The policy that holds at a time; the same as `policy_at` of the database. */
export function policyAt(
  { policy, nextPolicy, nextPolicyFrom }: Pick<CampaignFacts, 'policy' | 'nextPolicy' | 'nextPolicyFrom'>,
  at: Date,
): Policy {
  return nextPolicy && nextPolicyFrom && nextPolicyFrom <= at ? nextPolicy : policy;
}

/** Subscribers can see it. */
export const isPublic = ({ publishedAt }: Pick<CampaignFacts, 'publishedAt'>, at: Date): boolean =>
  publishedAt !== null && publishedAt <= at;

export interface CampaignStatus {
  state: CampaignState;
  /** when time alone changes the state, and to what; null = never */
  next: { state: CampaignState; at: Date } | null;
}

/** What a campaign is at `now`. */
export function campaignStatus(facts: CampaignFacts, now: Date): CampaignStatus {
  const state = stateAt(facts, now);
  const at = boundaries(facts)
    .filter((each) => each > now)
    .sort((a, b) => a.getTime() - b.getTime())
    .find((each) => stateAt(facts, each) !== state);
  return { state, next: at ? { state: stateAt(facts, at), at } : null };
}

function stateAt(facts: CampaignFacts, at: Date): CampaignState {
  const { publishedAt, pausedAt, endedAt, stock, claimed, held } = facts;
  if (!publishedAt) return 'draft';
  const policy = policyAt(facts, at);
  if (endedAt && endedAt <= at) return 'ended';
  if (at >= endOfUse(policy)) return 'ended';
  if (publishedAt > at || at < claimsOpenAt(policy)) return 'scheduled';
  if (at >= claimsCloseAt(policy)) return 'closed';
  if (pausedAt && pausedAt <= at) return 'paused';
  return stock !== null && claimed + held >= stock ? 'sold_out' : 'open';
}

const boundaries = ({
  publishedAt,
  endedAt,
  pausedAt,
  policy,
  nextPolicy,
  nextPolicyFrom,
}: CampaignFacts) => [
  ...[publishedAt, endedAt, pausedAt, nextPolicyFrom].filter((at) => at !== null),
  ...[policy, nextPolicy]
    .filter((each) => each !== null)
    .flatMap((each) => [claimsOpenAt(each), claimsCloseAt(each), endOfUse(each)]),
];

/** Best first: what can be claimed, then what can be waited for, then what is over. */
const attraction: Record<CampaignState, number> = {
  open: 0,
  sold_out: 1,
  paused: 2,
  scheduled: 3,
  closed: 4,
  ended: 5,
  draft: 6,
};

/** Order of offers on a page: by state, then the one published last. */
export const byAttraction = (
  a: { state: CampaignState; publishedAt: Date | null },
  b: { state: CampaignState; publishedAt: Date | null },
): number =>
  attraction[a.state] - attraction[b.state] ||
  (b.publishedAt?.getTime() ?? 0) - (a.publishedAt?.getTime() ?? 0);

/** What everybody can claim; null = unlimited. */
export const stockLeft = ({ stock, claimed, held }: Pick<CampaignFacts, 'stock' | 'claimed' | 'held'>) =>
  stock === null ? null : Math.max(0, stock - claimed - held);
