import type { CampaignState } from '@rockpool/db/domain/campaign-state';

export type Offer = { id: string; state: CampaignState };

/**
 * Which of the offers, best first, the claim page is about when its address names none: one that can be claimed now, else
 * the one that was claimed, so that nobody with a computer reads of an offer that is over; else the best.
 */
export function chooseOffer<T extends Offer>(offers: readonly T[], claimed: ReadonlySet<string>): T | null {
  return (
    offers.find(({ id, state }) => state === 'open' && !claimed.has(id)) ??
    offers.find(({ id }) => claimed.has(id)) ??
    offers[0] ??
    null
  );
}
