import { z } from 'zod';
import type { Db } from '../client.ts';
import { Policy } from '../domain/policy.ts';

const Campaign = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.object({ zh: z.string(), en: z.string() }),
  policy: Policy,
  stock: z.number().nullable(),
  claimed: z.number(),
  now: z.date(),
});

/** An offer as its page shows it. `stock` null = unlimited; `now` is the service's time of this reading. */
export type CampaignView = z.infer<typeof Campaign>;

/** Null when there is no campaign of this slug. */
export async function readCampaign(db: Db, slug: string): Promise<CampaignView | null> {
  const rows = await db.$queryRaw<unknown[]>`
    select id, slug, name, policy, stock, claimed, app_now() as now from campaigns where slug = ${slug}`;
  return rows[0] ? Campaign.parse(rows[0]) : null;
}

/** What is left to claim; null = unlimited. */
export const stockLeft = ({ stock, claimed }: Pick<CampaignView, 'stock' | 'claimed'>) =>
  stock === null ? null : Math.max(0, stock - claimed);
