import type { Db } from '@rockpool/db/client';
import { readCampaign, readOffers, type CampaignView } from '@rockpool/db/views/campaign';
import { chooseOffer } from './choose-offer.ts';

/**
 * The campaign that the address names, else the one of `chooseOffer`. `others`: what the user could claim besides. Null:
 * none, or not one that subscribers may see.
 */
export async function chooseCampaign(
  db: Db,
  { userId, slug }: { userId: string; slug: string | null },
): Promise<{ campaign: CampaignView | null; others: CampaignView[] }> {
  const [named, offers, own] = await Promise.all([
    slug ? readCampaign(db, slug) : null,
    readOffers(db),
    db.entitlement.findMany({ where: { userId }, select: { campaignId: true } }),
  ]);
  const claimed = new Set(own.map(({ campaignId }) => campaignId));
  const campaign = slug ? named : chooseOffer(offers, claimed);
  const others = offers.filter(
    ({ id, state }) => id !== campaign?.id && !claimed.has(id) && (state === 'open' || state === 'sold_out'),
  );
  return { campaign, others };
}
