import { z } from 'zod';
import type { Actor } from '../audit/write.ts';
import type { Db } from '../client.ts';
import { offerPlacesIn } from '../ledger/waiting-list.ts';
import { readCampaignRecord } from './campaign-record.ts';
import { operate, type Forbidden, type Operated } from './operate.ts';

export type OfferResult = { kind: 'offered'; places: number } | { kind: 'not_found' };

/** Looks at the line at once: offers that are over are given back, and every free place goes to who waits longest. */
export function offerPlacesNow(
  db: Db,
  actor: Actor,
  { campaignId }: { campaignId: string },
): Promise<OfferResult | Forbidden> {
  return operate(db, actor, 'campaigns.edit', async (connection): Promise<Operated<OfferResult>> => {
    const campaign = z.uuid().safeParse(campaignId).success
      ? await readCampaignRecord(connection, campaignId)
      : null;
    if (!campaign) return { result: { kind: 'not_found' }, audit: null };
    const places = await offerPlacesIn(connection, campaignId);
    const subject = { kind: 'campaign', id: campaignId };
    return {
      result: { kind: 'offered', places },
      audit: places > 0 ? { action: 'waiting_list.offer', subject, after: { places } } : null,
    };
  });
}
