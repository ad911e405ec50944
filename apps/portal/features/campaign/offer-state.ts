import type { CampaignState } from '@rockpool/db/domain/campaign-state';
import type { CampaignView } from '@rockpool/db/views/campaign';

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
