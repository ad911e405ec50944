import { z } from 'zod';

const port = z.coerce.number().int().min(1).max(65_535).optional();

/** What the sandbox is told by its environment. A part without a port does not run. */
const SandboxEnv = z
  .object({
    SANDBOX_FEISHU_PORT: port,
    SANDBOX_MODEL_PORT: port,
    SANDBOX_SMS_PORT: port,
    SANDBOX_STRIPE_PORT: port,
    /** addresses by commas where Feishu and the model listen besides loopback, for computers that cannot reach that */
    SANDBOX_BIND: z
      .string()
      .transform((text) => text.split(',').map((address) => address.trim()))
      .pipe(z.array(z.ipv4('must be IPv4 addresses by commas')))
      .optional(),
    /** where Feishu's apps, chats and messages survive a restart */
    SANDBOX_DATA_DIR: z.string().min(1).optional(),
    /** the bearer token that the portal shows when it sends a code */
    SANDBOX_SMS_TOKEN: z.string().min(1).optional(),
    /** how browsers reach the simulated Feishu when it is not by this machine's loopback */
    SANDBOX_FEISHU_PUBLIC_URL: z.url().optional(),
    /** the secret key that the portal shows to the simulated Stripe */
    SANDBOX_STRIPE_KEY: z.string().startsWith('sk_test_').optional(),
    /** where the simulated Stripe tells its events, signed with the secret */
    SANDBOX_STRIPE_WEBHOOK_URL: z.url().optional(),
    SANDBOX_STRIPE_WEBHOOK_SECRET: z.string().startsWith('whsec_').optional(),
  })
  .refine((env) => env.SANDBOX_STRIPE_PORT === undefined || env.SANDBOX_STRIPE_KEY !== undefined, {
    path: ['SANDBOX_STRIPE_KEY'],
    message: 'is needed with SANDBOX_STRIPE_PORT',
  })
  .refine((env) => !env.SANDBOX_STRIPE_WEBHOOK_URL || env.SANDBOX_STRIPE_WEBHOOK_SECRET !== undefined, {
    path: ['SANDBOX_STRIPE_WEBHOOK_SECRET'],
    message: 'is needed with SANDBOX_STRIPE_WEBHOOK_URL',
  })
  .refine((env) => env.SANDBOX_SMS_PORT === undefined || env.SANDBOX_SMS_TOKEN !== undefined, {
    path: ['SANDBOX_SMS_TOKEN'],
    message: 'is needed with SANDBOX_SMS_PORT',
  });
export type SandboxEnv = z.infer<typeof SandboxEnv>;

/** Throws an Error of one line that names each wrong variable. */
export function readEnv(env: Record<string, string | undefined>): SandboxEnv {
  const parsed = SandboxEnv.safeParse(env);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  throw new Error(`Sandbox settings: ${problems.join('; ')}`);
}
