import fs from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { Failure } from './failure.ts';

const webAddress = z.url({
  protocol: /^https?$/,
  error: 'must be an address that begins with http:// or https://',
});
const oneOf = <const T extends [string, ...string[]]>(...values: T) =>
  z.enum(values, { error: `must be ${values.join(' or ')}` });
/** for the services alone, which check them */
const passedOn = z.string();

const Settings = z
  .object({
    // the six ports after it are used too
    PORT: z.coerce
      .number({ error: 'must be a number' })
      .int('must be a whole number')
      .min(1024, 'must be 1024 or more')
      .max(65529, 'must be 65529 or less')
      .default(3000),
    HOST: z.string().default('127.0.0.1'),
    PORTAL_URL: webAddress.transform((url) => url.replace(/\/+$/, '')).optional(),
    ROCKPOOL_DATA_DIR: z.string().optional(),
    DATABASE_URL: z
      .url({ protocol: /^postgres(ql)?$/, error: 'must look like postgresql://user:password@host:5432/name' })
      .optional(),
    ROCKPOOL_KEYS: passedOn.optional(),
    ROCKPOOL_KEYS_FILE: z.string().startsWith('/', 'must be a path from the root of the disk').optional(),
    NEXTAUTH_SECRET: z.string().min(16, 'must have 16 characters or more').optional(),
    SMS_URL: webAddress.optional(),
    SMS_TOKEN: z.string().optional(),
    SMS_DRIVER: oneOf('webhook', 'aliyun').optional(),
    ALIYUN_SMS_KEY_ID: passedOn.optional(),
    ALIYUN_SMS_KEY_SECRET: passedOn.optional(),
    ALIYUN_SMS_SIGN_NAME: passedOn.optional(),
    ALIYUN_SMS_TEMPLATE_ZH: passedOn.optional(),
    ALIYUN_SMS_TEMPLATE_EN: passedOn.optional(),
    MAIL_DRIVER: oneOf('none', 'webhook', 'smtp').optional(),
    MAIL_URL: webAddress.optional(),
    MAIL_TOKEN: passedOn.optional(),
    SMTP_URL: passedOn.optional(),
    MAIL_FROM: passedOn.optional(),
    FEISHU: oneOf('sandbox', 'live').default('sandbox'),
    SANDBOX_MODEL: oneOf('on', 'off').default('on'),
    SANDBOX_STRIPE: oneOf('on', 'off').optional(),
    STRIPE_SECRET_KEY: z
      .string()
      .regex(/^(sk|rk)_/, 'must begin with sk_ or rk_')
      .optional(),
    STRIPE_WEBHOOK_SECRET: z.string().startsWith('whsec_', 'must begin with whsec_').optional(),
    SANDBOX_CLOCK: oneOf('on', 'off').optional(),
    DRIVER: oneOf('auto', 'process', 'docker').default('auto'),
    DOCKER_SOCKET: z.string().startsWith('/', 'must be the path of a socket').optional(),
    BASE_IMAGE: passedOn.optional(),
    TENANT_SUBNETS: z.cidrv4('must look like 10.213.0.0/16').optional(),
    TENANT_NAME_SERVERS: passedOn.optional(),
    TENANT_DISKS: z.string().startsWith('/', 'must be a path from the root of the disk').optional(),
    ROCKPOOL_HOST: passedOn.optional(),
    HOST_CAPACITY: passedOn.optional(),
    HOST_ADDRESS: webAddress.optional(),
    RELAY_PORT: passedOn.optional(),
    LOG_LEVEL: passedOn.optional(),
    FEISHU_ACCOUNTS_URL: webAddress.optional(),
    FEISHU_OPEN_URL: webAddress.optional(),
    LARK_ACCOUNTS_URL: webAddress.optional(),
    LARK_OPEN_URL: webAddress.optional(),
    MEMBERSHIP_API_URL: webAddress.optional(),
    MEMBERSHIP_API_SECRET: passedOn.optional(),
    PRIVATE_ADDRESS_ALLOW: passedOn.optional(),
    TRUSTED_PROXIES: passedOn.optional(),
    OIDC_ISSUER: webAddress.optional(),
    OIDC_CLIENT_ID: passedOn.optional(),
    OIDC_CLIENT_SECRET: passedOn.optional(),
    OIDC_NAME: passedOn.optional(),
    OIDC_FOR: oneOf('subscribers', 'staff', 'both').optional(),
    OIDC_TRUST_MFA: oneOf('on', 'off').optional(),
  })
  .refine((all) => !all.STRIPE_SECRET_KEY === !all.STRIPE_WEBHOOK_SECRET, {
    path: ['STRIPE_SECRET_KEY'],
    error: 'and STRIPE_WEBHOOK_SECRET go together',
  })
  .refine((all) => !all.SMS_TOKEN || all.SMS_URL, { path: ['SMS_TOKEN'], error: 'needs SMS_URL beside it' });

export type Settings = z.output<typeof Settings>;

/**
 * What the operator wants: the environment, and below it `.env`. An empty value counts as unset.
 * @throws Failure that names every wrong setting and where it stands; values are not repeated
 */
export function parseSettings(
  env: Record<string, string | undefined>,
  dotenv: Record<string, string>,
): Settings {
  const names = Object.keys(Settings.shape);
  const misspelt = Object.keys(dotenv).filter((name) => !names.includes(name));
  if (misspelt.length > 0)
    throw new Failure(
      `.env sets ${misspelt.join(', ')}, which is not a setting: see .env.example for their names.`,
    );
  const set: Record<string, string> = {};
  for (const name of names) {
    const value = env[name] || dotenv[name];
    if (value) set[name] = value;
  }
  const result = Settings.safeParse(set);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path: [name], message }) => {
    const place = env[String(name)] ? 'in the environment' : 'in .env';
    return `${String(name)} ${place} ${message}`;
  });
  throw new Failure(`${problems.join('; ')}.`);
}

/** `.env` of this checkout as names and values, empty when there is none. */
export function readDotenv(root: string): Record<string, string> {
  const file = path.join(root, '.env');
  if (!fs.existsSync(file)) return {};
  return parseEnv(fs.readFileSync(file, 'utf8')) as Record<string, string>;
}
