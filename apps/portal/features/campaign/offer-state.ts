import type { CampaignState } from '@rockpool/db/domain/campaign-state';
import type { CampaignView } from '@rockpool/db/views/campaign';

export type OfferState = 'before' | 'open' | 'paused' | 'sold_out' | 'over' | 'ended';

const offerStates: Record<CampaignState, OfferState> = {
  draft: 'before',
  scheduled: 'before',
  open: 'open',
  paused: 'paused',
  sold_out: 'sold_out',
  closed: 'over',
  ended: 'over',
};

/** `ended`: an operator ended it before its time. */
export const offerState = ({ state, endedAt }: Pick<CampaignView, 'state' | 'endedAt'>): OfferState =>
  state === 'ended' && endedAt ? 'ended' : offerStates[state];

/** Where its claim is; `alone`: the only offer needs no name in the address. */
export const claimPath = ({ slug }: Pick<CampaignView, 'slug'>, alone: boolean): string =>
  alone ? '/claim' : `/claim?campaign=${slug}`;
