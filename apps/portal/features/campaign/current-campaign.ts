import type { Db } from '@rockpool/db/client';
import type { CampaignState } from '@rockpool/db/domain/campaign-state';
import { readOffers, type CampaignView } from '@rockpool/db/views/campaign';

/** The first of the offers; null before the first was published. */
export async function readCurrentCampaign(db: Db): Promise<CampaignView | null> {
  const [first] = await readOffers(db);
  return first ?? null;
}

export type OfferState = 'before' | 'open' | 'sold_out' | 'over';

const offerStates: Record<CampaignState, OfferState> = {
  draft: 'before',
  scheduled: 'before',
  open: 'open',
  // the claim's own answer says that it is paused
  paused: 'open',
  sold_out: 'sold_out',
  closed: 'over',
  ended: 'over',
};

export const offerState = ({ state }: Pick<CampaignView, 'state'>): OfferState => offerStates[state];
