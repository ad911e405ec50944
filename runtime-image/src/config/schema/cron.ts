/** The shapes of `cron` and of `agents.defaults.memorySearch` in `openclaw.json`. */
import * as z from 'zod/mini';

export const CronSection = z.looseObject({
  enabled: z.optional(z.boolean()),
  /** runs of the agent at once */
  maxConcurrentRuns: z.optional(z.int().check(z.minimum(1), z.maximum(64))),
});
export type CronSection = z.infer<typeof CronSection>;

const memorySources = ['memory', 'sessions'] as const;

export const MemorySearchSection = z.looseObject({
  enabled: z.optional(z.boolean()),
  /** default: both */
  sources: z.optional(z.array(z.enum(memorySources))),
});
export type MemorySearchSection = z.infer<typeof MemorySearchSection>;
