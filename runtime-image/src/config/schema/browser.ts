/** The shape of `browser` in `openclaw.json`. */
import * as z from 'zod/mini';

export const BrowserSection = z.looseObject({
  enabled: z.optional(z.boolean()),
  executablePath: z.optional(z.string()),
  /** default true */
  headless: z.optional(z.boolean()),
});
export type BrowserSection = z.infer<typeof BrowserSection>;
