/** What the front page shows, read for one request. */
import { randomUUID } from 'node:crypto';
import type { CampaignView } from '@rockpool/db/views/campaign';
import type { GetServerSidePropsContext } from 'next';
import { db } from '../../db.ts';
import { log } from '../../log.ts';
import { requestUser } from '../auth/request-user.ts';
import { toWire, type Wire } from '../computer/wire.ts';
import { readFrame, type FrameProps } from '../frame/read-frame.ts';
import { readCurrentCampaign } from './current-campaign.ts';

export type FrontProps = FrameProps & {
  /** `traceId` finds the log line of what went wrong */
  content:
    | { state: 'shown'; campaign: Wire<CampaignView> | null; signedIn: boolean; claimed: boolean }
    | { state: 'unavailable'; traceId: string };
};

/** Never throws: without the database the page says so, with status 503. */
export async function readFront({ req, res }: GetServerSidePropsContext): Promise<FrontProps> {
  const frame = readFrame({ req, res });
  try {
    const [user, campaign] = await Promise.all([requestUser(req), readCurrentCampaign(db())]);
    const own = user && campaign && { userId: user.id, campaignId: campaign.id };
    const claimed = own ? (await db().entitlement.count({ where: own })) > 0 : false;
    return {
      ...frame,
      content: { state: 'shown', campaign: toWire(campaign), signedIn: user !== null, claimed },
    };
  } catch (error) {
    const traceId = randomUUID();
    log().error({ err: error, traceId }, 'the front page could not be read');
    res.statusCode = 503;
    res.setHeader('retry-after', '10');
    return { ...frame, content: { state: 'unavailable', traceId } };
  }
}
