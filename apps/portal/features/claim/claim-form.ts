import { z } from 'zod';

/** What the claim button sends: as fields of a form or as JSON. */
export const ClaimForm = z.object({
  campaign: z.uuid(),
  /** the price the page showed */
  points: z.coerce.number().int().nonnegative(),
  /** an invitation code, where the page asked for one */
  code: z.string().max(64).optional(),
  /** the solved puzzle, where there was one */
  altcha: z.string().max(4_000).optional(),
});
export type ClaimForm = z.infer<typeof ClaimForm>;
