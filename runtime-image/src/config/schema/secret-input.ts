import * as z from 'zod/mini';

/** A secret is a text, usually `${NAME}`, or upstream's reference to an environment variable. */
export const SecretInput = z.union([
  z.string(),
  z.strictObject({ source: z.literal('env'), provider: z.optional(z.string()), id: z.string() }),
]);
export type SecretInput = z.infer<typeof SecretInput>;
