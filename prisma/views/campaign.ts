import type { z } from 'zod';
import { Prisma, type Db } from '../client.ts';
import { byAttraction, campaignStatus, type CampaignStatus } from '../domain/campaign-state.ts';
import { campaignColumns, CampaignRow } from '../ledger/campaign-columns.ts';

/** An offer as its page shows it, with what it is at `now`. */
export type CampaignView = z.infer<typeof CampaignRow> & CampaignStatus;

const columns = Prisma.raw(campaignColumns);

/** Null when there is no campaign of this slug that subscribers may see. */
export async function readCampaign(db: Db, slug: string): Promise<CampaignView | null> {
  const rows = await db.$queryRaw<unknown[]>`
    select ${columns} from campaigns c where slug = ${slug} and published_at <= app_now()`;
  return rows[0] ? viewOf(rows[0]) : null;
}

const endedShownDays = 30;

/** Every campaign that subscribers may see now, best first; those that ended long ago are left out. */
export async function readOffers(db: Db): Promise<CampaignView[]> {
  const rows = await db.$queryRaw<unknown[]>`
    select ${columns} from campaigns c where published_at <= app_now()
      and (ended_at is null or ended_at > app_now() - make_interval(days => ${endedShownDays}))
      and (policy_at(c, app_now()) ->> 'lastDayOfUse')::date > app_now() - make_interval(days => ${endedShownDays})
    order by published_at desc, created_at desc, id desc`;
  return rows.map(viewOf).sort(byAttraction);
}

function viewOf(row: unknown): CampaignView {
  const facts = CampaignRow.parse(row);
  return { ...facts, ...campaignStatus(facts, facts.now) };
}
