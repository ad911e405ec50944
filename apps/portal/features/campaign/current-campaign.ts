import type { Db } from '@rockpool/db/client';
import { readCampaign, readOffers, type CampaignView } from '@rockpool/db/views/campaign';

/**
 * The campaign that the address names; without a name the best of the offers that the user has not claimed. `others`: the
 * offers besides. Null: none, or not one that subscribers may see.
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
  const campaign = slug ? named : (offers.find((each) => !claimed.has(each.id)) ?? offers[0] ?? null);
  const others = offers.filter(
    ({ id, state }) => id !== campaign?.id && !claimed.has(id) && (state === 'open' || state === 'sold_out'),
  );
  return { campaign, others };
}
