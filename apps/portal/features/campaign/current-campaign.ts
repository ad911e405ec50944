import type { Db } from '@rockpool/db/client';
import { readOffers, type CampaignView } from '@rockpool/db/views/campaign';

/** The first of the offers; null before the first was published. */
export async function readCurrentCampaign(db: Db): Promise<CampaignView | null> {
  const [first] = await readOffers(db);
  return first ?? null;
}
