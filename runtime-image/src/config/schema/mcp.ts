/** The shape of `mcp` in `openclaw.json`. */
import * as z from 'zod/mini';
import { SecretInput } from './secret-input.ts';

const secrets = z.optional(z.record(z.string(), SecretInput));

export const McpSection = z.looseObject({
  servers: z.optional(
    z.record(
      z.string(),
      z.looseObject({
        enabled: z.optional(z.boolean()),
        command: z.optional(z.string()),
        args: z.optional(z.array(z.string())),
        env: secrets,
        cwd: z.optional(z.string()),
        url: z.optional(z.string()),
        headers: secrets,
        type: z.optional(z.string()),
        /** upstream's word for `type` */
        transport: z.optional(z.string()),
        timeoutSeconds: z.optional(z.number().check(z.positive())),
      }),
    ),
  ),
});
export type McpSection = z.infer<typeof McpSection>;
