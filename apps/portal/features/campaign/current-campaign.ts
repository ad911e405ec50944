import type { Db } from '@rockpool/db/client';
import { claimsCloseAt, claimsOpenAt } from '@rockpool/db/domain/policy';
import { readCampaign, stockLeft, type CampaignView } from '@rockpool/db/views/campaign';

/** The newest campaign is the one on offer; null before the first was made. */
export async function readCurrentCampaign(db: Db): Promise<CampaignView | null> {
  const newest = await db.campaign.findFirst({
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { slug: true },
  });
  return newest && readCampaign(db, newest.slug);
}

export type OfferState = 'before' | 'open' | 'sold_out' | 'over';

export function offerState(campaign: CampaignView): OfferState {
  const { policy, now } = campaign;
  if (now < claimsOpenAt(policy)) return 'before';
  if (now >= claimsCloseAt(policy)) return 'over';
  return stockLeft(campaign) === 0 ? 'sold_out' : 'open';
}
