/** The shapes of `tools.web` in `openclaw.json` and of `web` in `rockpool.json`. */
import * as z from 'zod/mini';
import { SecretInput } from './secret-input.ts';

const flag = z.optional(z.boolean());
const seconds = z.optional(z.number().check(z.positive()));

export const searchProviders = ['brave', 'serper', 'tavily', 'bocha', 'zhipu', 'searxng'] as const;

export const WebSection = z.looseObject({
  search: z.optional(
    z.looseObject({
      enabled: flag,
      provider: z.optional(z.string()),
      apiKey: z.optional(SecretInput),
      /** in place of the provider's own address; of searxng always needed */
      baseUrl: z.optional(z.string()),
      maxResults: z.optional(z.int().check(z.minimum(1), z.maximum(20))),
      timeoutSeconds: seconds,
    }),
  ),
  fetch: z.optional(
    z.looseObject({ enabled: flag, timeoutSeconds: seconds, userAgent: z.optional(z.string()) }),
  ),
});
export type WebSection = z.infer<typeof WebSection>;

export const WebRules = z.strictObject({
  /** exact `host:port` pairs that tools may reach although they are private */
  allowHosts: z.optional(z.array(z.string())),
});
export type WebRules = z.infer<typeof WebRules>;
