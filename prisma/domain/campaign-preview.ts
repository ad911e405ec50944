import { availableDays, extend, type Entitlement } from './available.ts';
import { DAY_MS } from './calendar.ts';
import {
  campaignStatus,
  isPublic,
  policyAt,
  type CampaignFacts,
  type CampaignStatus,
} from './campaign-state.ts';
import { decideClaim, type ClaimGranted } from './claim.ts';
import type { Member, MembershipAnswer } from './payment.ts';
import type { Tier } from './plan.ts';
import { claimsOpenAt, endOfUse, type Policy } from './policy.ts';
import { refused, type Refused } from './refusals.ts';
import { decideRenewal, planTopUp, type Renewal, type TopUp } from './renewal.ts';

/** A kind of user to look at an offer as. */
export interface PreviewUser {
  /** null = no plan */
  tier: Tier | null;
  points: number;
  /** allows the membership check; without it no plan is known */
  consented: boolean;
  /** a valid code is typed where one is asked for */
  invited: boolean;
  /** null = has not claimed */
  claimed: {
    /** granted days that are used up, the first ones included */
    daysUsed: number;
    /** whole days left */
    daysLeft: number;
    configured: boolean;
  } | null;
}

/** What such a user would see: the state of the offer, and what each button would do. */
export type Preview =
  | { kind: 'hidden' }
  | {
      kind: 'shown';
      status: CampaignStatus;
      policy: Policy;
      /** null once claimed */
      claim: ClaimGranted | Refused | null;
      /** null before the claim */
      entitlement: (Entitlement & { available: number }) | null;
      renewal: Renewal | Refused | null;
      topUp: TopUp | Refused | null;
    };

/** Looks at a campaign as `user` at `at`, by the rules that the pages and the ledgers ask. */
export function previewCampaign(facts: CampaignFacts, user: PreviewUser, at: Date): Preview {
  if (!isPublic(facts, at)) return { kind: 'hidden' };
  const policy = policyAt(facts, at);
  const shown = { kind: 'shown', status: campaignStatus(facts, at), policy } as const;
  const membership = user.consented ? membershipOf(user.tier, at) : null;
  const payer = { policy, membership, balance: user.points };
  if (!user.claimed) {
    const { stock, claimed, held, pausedAt, endedAt } = facts;
    const invitation = { uses: 0, usesMax: 1, expiresAt: null, revokedAt: null };
    const code = user.invited ? { code: 'PREVIEW', invitation } : {};
    const asked = { ...payer, stock, claimed, held, pausedAt, endedAt, phoneUsed: false, ...code };
    return { ...shown, claim: decideClaim(asked, at), entitlement: null, renewal: null, topUp: null };
  }
  const entitlement = entitlementOf(user.claimed, policy, at);
  if (!entitlement) {
    const nothing = refused({ reason: 'entitlement_unknown' });
    return { ...shown, claim: null, entitlement: null, renewal: nothing, topUp: nothing };
  }
  const missing = user.claimed.configured ? [] : (['model', 'channel'] as const);
  const renewing = { ...payer, entitlement, missing: [...missing] };
  return {
    ...shown,
    claim: null,
    entitlement: { ...entitlement, available: availableDays(entitlement, at) },
    renewal: decideRenewal(renewing, at),
    topUp: planTopUp(renewing, at),
  };
}

/** Null where nobody can have claimed yet. */
function entitlementOf(
  { daysUsed, daysLeft }: NonNullable<PreviewUser['claimed']>,
  policy: Policy,
  at: Date,
): Entitlement | null {
  if (at < claimsOpenAt(policy)) return null;
  const grantedDays = daysUsed + daysLeft;
  const startedAt = new Date(at.getTime() - daysUsed * DAY_MS);
  const expiresAt = daysLeft > 0 ? extend(at, daysLeft, endOfUse(policy), at) : at;
  return { grantedDays, grants: grantedDays, startedAt, expiresAt };
}

/** What a source that answers would say. */
export function membershipOf(tier: Tier | null, at: Date): MembershipAnswer {
  if (!tier) return { kind: 'unknown', source: 'preview' };
  const member: Member = { tier, validUntil: null, source: 'preview', checkedAt: at };
  return { kind: 'member', member };
}
