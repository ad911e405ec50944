import { z } from 'zod';
import { Prisma, type Db } from '../client.ts';
import { byAttraction, campaignStatus, type CampaignStatus } from '../domain/campaign-state.ts';
import { Policy } from '../domain/policy.ts';

const Row = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.object({ zh: z.string(), en: z.string() }),
  /** what holds now */
  policy: Policy,
  nextPolicy: Policy.nullable(),
  nextPolicyFrom: z.date().nullable(),
  /** null = unlimited */
  stock: z.number().nullable(),
  claimed: z.number(),
  /** places kept for people of the waiting list */
  held: z.number(),
  publishedAt: z.date().nullable(),
  pausedAt: z.date().nullable(),
  endedAt: z.date().nullable(),
  /** the service's time of this reading */
  now: z.date(),
});

/** An offer as its page shows it, with what it is at `now`. */
export type CampaignView = z.infer<typeof Row> & CampaignStatus;

// a policy whose day has come is the policy, not the next one
const columns = Prisma.sql`
  id, slug, name, policy_at(c, app_now()) as policy,
  case when next_policy_from > app_now() then next_policy end as "nextPolicy",
  case when next_policy_from > app_now() then next_policy_from end as "nextPolicyFrom",
  stock, claimed, held, published_at as "publishedAt", paused_at as "pausedAt", ended_at as "endedAt", app_now() as now`;

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
  const facts = Row.parse(row);
  return { ...facts, ...campaignStatus(facts, facts.now) };
}
