/** A campaign as its editor and previews have it in the browser: instants are texts on the way there. */
import { nextMidnight } from '@rockpool/db/domain/calendar';
import { type EditFacts, type Holding } from '@rockpool/db/domain/campaign-edit';
import type { CampaignFacts } from '@rockpool/db/domain/campaign-state';
import type { CampaignRecord } from '@rockpool/db/operations/campaign-record';
import type { Wire } from '../computer/wire.ts';

export interface EditedCampaign extends CampaignRecord {
  holdings: Holding[];
  waiting: number;
}

/**
 * People who are alike together, their expiries moved to the next midnight of the zone: every bound of a policy lies on one,
 * so the rules answer the same, from some hundred rows instead of thousands.
 */
export function holdingsByDay(holdings: readonly Holding[], zone: string): Holding[] {
  const byDay = new Map<string, Holding>();
  const midnights = new Map<number, Date>();
  for (const { people, grantedDays, expiresAt } of holdings) {
    let end: Date | null = null;
    if (expiresAt) {
      const at = expiresAt.getTime();
      end = midnights.get(at) ?? nextMidnight(new Date(at - 1), zone);
      midnights.set(at, end);
    }
    const key = `${grantedDays} ${end?.getTime()}`;
    const known = byDay.get(key);
    if (known) known.people += people;
    else byDay.set(key, { people, grantedDays, expiresAt: end });
  }
  return [...byDay.values()];
}

const instant = (text: string | null) => (text === null ? null : new Date(text));

export function editedFromWire(wire: Wire<EditedCampaign>): EditedCampaign {
  return {
    ...wire,
    nextPolicyFrom: instant(wire.nextPolicyFrom),
    publishedAt: instant(wire.publishedAt),
    pausedAt: instant(wire.pausedAt),
    endedAt: instant(wire.endedAt),
    createdAt: new Date(wire.createdAt),
    now: new Date(wire.now),
    holdings: wire.holdings.map((each) => ({ ...each, expiresAt: instant(each.expiresAt) })),
  };
}

/** Facts of a campaign that is not stored yet. */
export const newFacts = (policy: CampaignFacts['policy'], stock: number | null): EditFacts => ({
  policy,
  stock,
  nextPolicy: null,
  nextPolicyFrom: null,
  publishedAt: null,
  pausedAt: null,
  endedAt: null,
  claimed: 0,
  held: 0,
  holdings: [],
  waiting: 0,
});
