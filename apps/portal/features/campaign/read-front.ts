/** What the front page shows, read for one request. */
import { randomUUID } from 'node:crypto';
import { readOffers, type CampaignView } from '@rockpool/db/views/campaign';
import type { GetServerSidePropsContext } from 'next';
import { db } from '../../db.ts';
import { log } from '../../log.ts';
import { requestUser } from '../auth/request-user.ts';
import { toWire, type Wire } from '../computer/wire.ts';
import { readFrame, type FrameProps } from '../frame/read-frame.ts';

export type FrontProps = FrameProps & {
  /** `claimed`: ids of the offers that the visitor has · `traceId` finds the log line of what went wrong */
  content:
    | { state: 'shown'; offers: Wire<CampaignView>[]; signedIn: boolean; claimed: string[] }
    | { state: 'unavailable'; traceId: string };
};

/** Never throws: without the database the page says so, with status 503. */
export async function readFront({ req, res }: GetServerSidePropsContext): Promise<FrontProps> {
  const frame = readFrame({ req, res });
  try {
    const [user, offers] = await Promise.all([requestUser(req), readOffers(db())]);
    const own = user
      ? await db().entitlement.findMany({ where: { userId: user.id }, select: { campaignId: true } })
      : [];
    const claimed = own.map(({ campaignId }) => campaignId);
    return {
      ...frame,
      content: { state: 'shown', offers: toWire(offers), signedIn: user !== null, claimed },
    };
  } catch (error) {
    const traceId = randomUUID();
    log().error({ err: error, traceId }, 'the front page could not be read');
    res.statusCode = 503;
    res.setHeader('retry-after', '10');
    return { ...frame, content: { state: 'unavailable', traceId } };
  }
}
