import type { Db } from '@rockpool/db/client';
import { decideClaim } from '@rockpool/db/domain/claim';
import type { MembershipAnswer } from '@rockpool/db/domain/payment';
import { planProblem } from '@rockpool/db/domain/payment';
import { readWaitingPlace, type Place } from '@rockpool/db/ledger/waiting-list';
import { askMembership, type MembershipSource } from '@rockpool/db/membership/source';
import type { CampaignView } from '@rockpool/db/views/campaign';

export type Eligibility = {
  claimed: boolean;
  /** the user allows the membership check */
  consented: boolean;
  /** null while the user has not allowed the check and has bought no plan here */
  membership: MembershipAnswer | null;
  /** the plan pays */
  planFits: boolean;
  balance: number;
  /** in the waiting list; null = does not wait */
  place: Place | null;
  decision: ReturnType<typeof decideClaim>;
};

/**
 * What the claim button would do now, and the facts it follows from; where a code is asked for, with one that admits.
 * Writes nothing.
 */
export async function readEligibility(
  db: Db,
  source: MembershipSource,
  userId: string,
  campaign: CampaignView,
): Promise<Eligibility | null> {
  const user = await db.user.findUnique({
    where: { id: userId },
    select: {
      phone: true,
      formerMark: true,
      consentAt: true,
      entitlements: { where: { campaignId: campaign.id } },
    },
  });
  if (!user) return null;
  const [place, membership, points, elsewhere] = await Promise.all([
    readWaitingPlace(db, { userId, campaignId: campaign.id }),
    askMembership(source, user, campaign.now, 'page'),
    db.pointEntry.aggregate({ where: { userId }, _sum: { points: true } }),
    db.entitlement.count({
      where: {
        campaignId: campaign.id,
        phone: { in: [user.phone, user.formerMark ?? user.phone] },
        userId: { not: userId },
      },
    }),
    readWaitingPlace(db, { userId, campaignId: campaign.id }),
  ]);
  const balance = points._sum.points ?? 0;
  const { policy, stock, claimed, held, pausedAt, endedAt, now } = campaign;
  const offered = place?.kind === 'offered' && now < place.until;
  const stored = { policy, stock, claimed, held, offered, pausedAt, endedAt };
  const invitation = { uses: 0, usesMax: 1, expiresAt: null, revokedAt: null };
  const admitted = { code: 'ANY', invitation, offered: place?.kind === 'offered' };
  const facts = { ...stored, ...admitted, membership, balance, phoneUsed: elsewhere > 0 };
  return {
    claimed: user.entitlements.length > 0,
    consented: user.consentAt !== null,
    membership,
    planFits: planProblem(policy, membership, now) === null,
    balance,
    place,
    decision: decideClaim(facts, now),
  };
}
