/** A campaign as queries read it, `c` being its row: the columns, and the shape of what they give. */
import { z } from 'zod';
import { Policy } from '../domain/policy.ts';

/** The facts that decide what a campaign is at `now`. */
export const CampaignFactsRow = z.object({
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

/** The same with the names that people know it by. */
export const CampaignRow = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.object({ zh: z.string(), en: z.string() }),
  ...CampaignFactsRow.shape,
});

// a policy whose day has come is the policy, not the next one
export const campaignFactColumns = `
  policy_at(c, app_now()) as policy,
  case when c.next_policy_from > app_now() then c.next_policy end as "nextPolicy",
  case when c.next_policy_from > app_now() then c.next_policy_from end as "nextPolicyFrom",
  c.stock, c.claimed, c.held, c.published_at as "publishedAt", c.paused_at as "pausedAt", c.ended_at as "endedAt",
  app_now() as now`;

export const campaignColumns = `c.id, c.slug, c.name, ${campaignFactColumns}`;
