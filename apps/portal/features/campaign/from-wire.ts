import type { CampaignView } from '@rockpool/db/views/campaign';
import type { Wire } from '../computer/wire.ts';

const instant = (text: string | null) => (text === null ? null : new Date(text));

/** An offer that came as JSON, with its instants. */
export const campaignFromWire = (wire: Wire<CampaignView>): CampaignView => ({
  ...wire,
  now: new Date(wire.now),
  nextPolicyFrom: instant(wire.nextPolicyFrom),
  publishedAt: instant(wire.publishedAt),
  pausedAt: instant(wire.pausedAt),
  endedAt: instant(wire.endedAt),
  next: wire.next && { state: wire.next.state, at: new Date(wire.next.at) },
});
