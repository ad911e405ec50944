/**
 * The portal's environment, parsed once. Nothing else in this package reads `process.env`.
 * `env()` throws an error that lists every wrong variable; instrumentation.ts calls it, so that happens at start.
 */
import { checkMembershipEnv, membershipConfig, membershipEnv } from '@rockpool/db/membership/env';
import { z } from 'zod';
import { checkDeliveryEnv, deliveryConfig, deliveryEnv } from './features/delivery/env.ts';

/** true under `next dev` only */
export const development = process.env.NODE_ENV === 'development';

const httpUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));
const list = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .transform((parts) => parts.filter((part) => part !== ''));
const hostPort = z.string().regex(/^[^\s:]+:\d{1,5}$|^\[[0-9a-f:]+\]:\d{1,5}$/i, 'expected host:port');
const network = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
  'expected an address or a network such as 10.0.0.0/8',
);

const Env = z
  .object({
    DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'expected postgresql://…'),
    ROCKPOOL_KEYS: z.string().min(1).optional(),
    ROCKPOOL_KEYS_FILE: z.string().startsWith('/', 'expected an absolute path').optional(),
    NEXTAUTH_SECRET: z.string().min(16, 'at least 16 characters'),
    NEXTAUTH_URL: httpUrl,
    ...deliveryEnv,
    FEISHU_ACCOUNTS_URL: httpUrl.default('https://accounts.feishu.cn'),
    FEISHU_OPEN_URL: httpUrl.default('https://open.feishu.cn'),
    LARK_ACCOUNTS_URL: httpUrl.default('https://accounts.larksuite.com'),
    LARK_OPEN_URL: httpUrl.default('https://open.larksuite.com'),
    PRIVATE_ADDRESS_ALLOW: list.pipe(z.array(hostPort)).prefault(''),
    TRUSTED_PROXIES: list.pipe(z.array(network)).prefault('127.0.0.1,::1'),
    STRIPE_SECRET_KEY: z.string().min(1).optional(),
    STRIPE_WEBHOOK_SECRET: z.string().min(1).optional(),
    STRIPE_API_URL: httpUrl.optional(),
    SANDBOX_STRIPE_URL: httpUrl.optional(),
    SANDBOX_FEISHU_URL: httpUrl.optional(),
    SANDBOX_SMS_URL: httpUrl.optional(),
    SANDBOX_MODEL_URL: httpUrl.optional(),
    SANDBOX_CLOCK: z.enum(['on', 'off']).default('off'),
    ...membershipEnv,
    OIDC_ISSUER: httpUrl.optional(),
    OIDC_CLIENT_ID: z.string().optional(),
    OIDC_CLIENT_SECRET: z.string().optional(),
    OIDC_NAME: z.string().max(40).default('OpenID Connect'),
    OIDC_FOR: z.enum(['subscribers', 'staff', 'both']).default('both'),
    OIDC_TRUST_MFA: z.enum(['on', 'off']).default('off'),
    METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  })
  .superRefine(checkMembershipEnv)
  .superRefine(checkDeliveryEnv)
  .refine((raw) => !raw.ROCKPOOL_KEYS !== !raw.ROCKPOOL_KEYS_FILE, {
    path: ['ROCKPOOL_KEYS'],
    error: 'or ROCKPOOL_KEYS_FILE is needed, one of them',
  })
  .refine((raw) => !raw.STRIPE_SECRET_KEY === !raw.STRIPE_WEBHOOK_SECRET, {
    path: ['STRIPE_WEBHOOK_SECRET'],
    error: 'goes together with STRIPE_SECRET_KEY',
  })
  .refine((raw) => !raw.OIDC_ISSUER === !raw.OIDC_CLIENT_ID && !raw.OIDC_ISSUER === !raw.OIDC_CLIENT_SECRET, {
    path: ['OIDC_ISSUER'],
    error: 'goes together with OIDC_CLIENT_ID and OIDC_CLIENT_SECRET',
  })
  .transform((raw) => ({
    databaseUrl: raw.DATABASE_URL,
    /** the key ring, or the file that it is read from while that changes */
    keys: raw.ROCKPOOL_KEYS_FILE
      ? ({ file: raw.ROCKPOOL_KEYS_FILE } as const)
      : ({ text: raw.ROCKPOOL_KEYS! } as const),
    authSecret: raw.NEXTAUTH_SECRET,
    /** public origin, without a slash at the end */
    origin: raw.NEXTAUTH_URL,
    /** how one-time codes and mails go out */
    ...deliveryConfig(raw),
    feishu: {
      feishu: { accountsUrl: raw.FEISHU_ACCOUNTS_URL, openUrl: raw.FEISHU_OPEN_URL },
      lark: { accountsUrl: raw.LARK_ACCOUNTS_URL, openUrl: raw.LARK_OPEN_URL },
    },
    /** exact `host:port` pairs that model checks may reach although they are private */
    privateAddressAllow: raw.PRIVATE_ADDRESS_ALLOW,
    /** proxies in front of the portal, which are believed about whom they speak for */
    trustedProxies: raw.TRUSTED_PROXIES,
    /** null = nothing is sold here; `apiUrl` null = Stripe itself */
    stripe:
      raw.STRIPE_SECRET_KEY && raw.STRIPE_WEBHOOK_SECRET
        ? {
            secretKey: raw.STRIPE_SECRET_KEY,
            webhookSecret: raw.STRIPE_WEBHOOK_SECRET,
            apiUrl: raw.STRIPE_API_URL ?? null,
          }
        : null,
    sandbox: {
      stripeUrl: raw.SANDBOX_STRIPE_URL ?? null,
      feishuUrl: raw.SANDBOX_FEISHU_URL ?? null,
      smsUrl: raw.SANDBOX_SMS_URL ?? null,
      modelUrl: raw.SANDBOX_MODEL_URL ?? null,
      clock: raw.SANDBOX_CLOCK === 'on',
    },
    /** where plans are known besides the database */
    membership: membershipConfig(raw),
    /** the operator's own identity provider; null = none */
    oidc: raw.OIDC_ISSUER
      ? {
          issuer: raw.OIDC_ISSUER,
          clientId: raw.OIDC_CLIENT_ID!,
          clientSecret: raw.OIDC_CLIENT_SECRET!,
          name: raw.OIDC_NAME,
          for: raw.OIDC_FOR,
          trustMfa: raw.OIDC_TRUST_MFA === 'on',
        }
      : null,
    /** of /metrics, on loopback; null = not served */
    metricsPort: raw.METRICS_PORT ?? null,
    logLevel: raw.LOG_LEVEL,
  }));

export type Env = z.output<typeof Env>;

/** An empty variable counts as unset. Throws with one line per wrong variable, values left out. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const set = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = Env.safeParse(set);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The portal's environment is not usable:\n${lines.join('\n')}`);
}

let parsed: Env | undefined;

export function env(): Env {
  return (parsed ??= parseEnv(process.env));
}
