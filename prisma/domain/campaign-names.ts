import { z } from 'zod';

export const CampaignName = z.object({
  zh: z.string().trim().min(1).max(80),
  en: z.string().trim().min(1).max(80),
});
export type CampaignName = z.infer<typeof CampaignName>;

/** Part of an address: `/claim?campaign=spring-2027`. */
export const CampaignSlug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, 'small letters, digits and dashes, at most 64');

/** null = unlimited */
export const Stock = z.int().min(0).max(10_000_000).nullable();
