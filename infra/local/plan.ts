import path from 'node:path';
import { keyFileOf } from './key-place.ts';
import type { Secrets } from './secrets-file.ts';
import type { ServiceSpec } from './service.ts';
import type { DockerRuntime, Runtime } from './runtime.ts';
import type { Settings } from './settings.ts';

/** Offsets from the portal's port, as ARCHITECTURE.md lists them. */
export const portsFrom = (base: number) => ({
  portal: base,
  feishu: base + 1,
  model: base + 2,
  sms: base + 3,
  provisioner: base + 4,
  database: base + 5,
  stripe: base + 6,
});
export type Ports = ReturnType<typeof portsFrom>;

/** The ports these settings need besides the database's, and what listens there. */
export function neededPorts(settings: Settings): { port: number; host: string; what: string }[] {
  const ports = portsFrom(settings.PORT);
  const loopback = (port: number, what: string) => ({ port, host: '127.0.0.1', what });
  return [
    { port: ports.portal, host: settings.HOST, what: 'the portal' },
    ...(settings.FEISHU === 'sandbox' ? [loopback(ports.feishu, 'the sandbox Feishu')] : []),
    ...(settings.SANDBOX_MODEL === 'on' ? [loopback(ports.model, 'the sandbox model')] : []),
    ...(sendsCodes(settings) ? [] : [loopback(ports.sms, 'the outbox of one-time codes')]),
    loopback(ports.provisioner, 'the provisioner'),
    ...(simulatesStripe(settings) ? [loopback(ports.stripe, 'the sandbox Stripe')] : []),
  ];
}

/** Money that is not real must not buy in a service that real people use: only while codes are simulated too, unless asked for. */
const simulatesStripe = (settings: Settings): boolean =>
  !settings.STRIPE_SECRET_KEY && (settings.SANDBOX_STRIPE ?? (sendsCodes(settings) ? 'off' : 'on')) === 'on';

/** One-time codes reach real phones. */
const sendsCodes = ({ SMS_URL, SMS_DRIVER }: Settings): boolean =>
  Boolean(SMS_URL) || SMS_DRIVER === 'aliyun';

export interface Places {
  /** of the checkout */
  root: string;
  /** of this installation: secrets, sandbox, instances, logs */
  state: string;
}

/** A part that is not real, and how to make it so. */
export interface Simulated {
  part: 'feishu' | 'sms' | 'model' | 'stripe' | 'clock';
  url: string;
  what: string;
  makeReal: string;
}

export interface Plan {
  /** the later ones use the earlier ones; they end in reverse */
  services: ServiceSpec[];
  simulated: Simulated[];
  urls: {
    portal: string;
    provisioner: string;
    feishu?: string;
    model?: string;
    sms?: string;
    stripe?: string;
  };
}

export interface PlanInputs {
  settings: Settings;
  secrets: Secrets;
  databaseUrl: string;
  places: Places;
  /** of the caller's environment, for every service */
  inherited: Record<string, string>;
  runtime: Runtime;
}

/** What to run for these settings. Pure: the same values give the same plan. */
export function makePlan({ settings, secrets, databaseUrl, places, inherited, runtime }: PlanInputs): Plan {
  const { root, state } = places;
  const ports = portsFrom(settings.PORT);
  const local = (port: number) => `http://127.0.0.1:${port}`;
  const portalUrl = settings.PORTAL_URL ?? `http://localhost:${ports.portal}`;
  const sandbox = {
    feishu: settings.FEISHU === 'sandbox' ? local(ports.feishu) : undefined,
    model: settings.SANDBOX_MODEL === 'on' ? local(ports.model) : undefined,
    sms: sendsCodes(settings) ? undefined : local(ports.sms),
    stripe: simulatesStripe(settings) ? local(ports.stripe) : undefined,
  };
  const anySandbox = Object.values(sandbox).some(Boolean);
  // anyone may move it, so it goes once codes reach real phones, even while another part is still simulated
  const clock = settings.SANDBOX_CLOCK ?? (sandbox.sms ? 'on' : 'off');

  const common = { ...inherited, NODE_ENV: 'production', LOG_LEVEL: settings.LOG_LEVEL };
  const shared = {
    ...common,
    DATABASE_URL: databaseUrl,
    ROCKPOOL_KEYS: settings.ROCKPOOL_KEYS,
    ROCKPOOL_KEYS_FILE: settings.ROCKPOOL_KEYS
      ? undefined
      : (settings.ROCKPOOL_KEYS_FILE ?? keyFileOf(state)),
    FEISHU_ACCOUNTS_URL: sandbox.feishu ?? settings.FEISHU_ACCOUNTS_URL,
    FEISHU_OPEN_URL: sandbox.feishu ?? settings.FEISHU_OPEN_URL,
    LARK_ACCOUNTS_URL: sandbox.feishu ? `${sandbox.feishu}/lark` : settings.LARK_ACCOUNTS_URL,
    LARK_OPEN_URL: sandbox.feishu ? `${sandbox.feishu}/lark` : settings.LARK_OPEN_URL,
    MEMBERSHIP_API_URL: settings.MEMBERSHIP_API_URL,
    MEMBERSHIP_API_SECRET: settings.MEMBERSHIP_API_SECRET,
  };
  const portalHost = isAnyAddress(settings.HOST) ? '127.0.0.1' : settings.HOST;
  const portalLocal = `http://${portalHost}:${ports.portal}`;
  const allowed = [settings.PRIVATE_ADDRESS_ALLOW, sandbox.model && new URL(sandbox.model).host];

  const sandboxService: ServiceSpec = {
    name: 'sandbox',
    args: [path.join(root, 'e2e/emulators/main.ts')],
    cwd: path.join(root, 'e2e'),
    env: defined({
      ...common,
      SANDBOX_DATA_DIR: path.join(state, 'sandbox'),
      SANDBOX_FEISHU_PORT: sandbox.feishu && String(ports.feishu),
      SANDBOX_MODEL_PORT: sandbox.model && String(ports.model),
      SANDBOX_SMS_PORT: sandbox.sms && String(ports.sms),
      SANDBOX_SMS_TOKEN: sandbox.sms && secrets.smsToken,
      SANDBOX_STRIPE_PORT: sandbox.stripe && String(ports.stripe),
      SANDBOX_STRIPE_KEY: sandbox.stripe && secrets.stripeKey,
      SANDBOX_STRIPE_WEBHOOK_URL: sandbox.stripe && `${portalLocal}/api/stripe/webhook`,
      SANDBOX_STRIPE_WEBHOOK_SECRET: sandbox.stripe && secrets.stripeWebhookSecret,
      SANDBOX_BIND: runtime.driver === 'docker' ? runtime.bridge : undefined,
    }),
    healthUrl: `${sandbox.feishu ?? sandbox.stripe ?? sandbox.model ?? sandbox.sms}/__emulator/health`,
    readyTimeoutMs: 30_000,
    stopTimeoutMs: 5_000,
  };
  const provisioner: ServiceSpec = {
    name: 'provisioner',
    args: [path.join(root, 'provisioner/src/main.ts')],
    cwd: path.join(root, 'provisioner'),
    env: defined({
      ...shared,
      DRIVER: runtime.driver,
      ...(runtime.driver === 'docker'
        ? dockerEnvironment(settings, secrets, runtime, [sandbox.feishu, sandbox.model])
        : processEnvironment({ root, state })),
      PROVISIONER_PORT: String(ports.provisioner),
      ROCKPOOL_HOST: settings.ROCKPOOL_HOST,
      HOST_CAPACITY: settings.HOST_CAPACITY,
      HOST_ADDRESS: settings.HOST_ADDRESS,
      RELAY_PORT: settings.RELAY_PORT,
      PORTAL_URL: portalUrl,
    }),
    healthUrl: `${local(ports.provisioner)}/healthz`,
    // firewall rules and the probe that looks whether they stand come before it is ready
    readyTimeoutMs: runtime.driver === 'docker' ? 120_000 : 30_000,
    stopTimeoutMs: 45_000,
  };
  const portal: ServiceSpec = {
    name: 'portal',
    args: [
      path.join(root, 'node_modules/next/dist/bin/next'),
      'start',
      `--port=${ports.portal}`,
      `--hostname=${settings.HOST}`,
    ],
    cwd: path.join(root, 'apps/portal'),
    env: defined({
      ...shared,
      NEXTAUTH_SECRET: settings.NEXTAUTH_SECRET ?? secrets.authSecret,
      NEXTAUTH_URL: portalUrl,
      ...deliveryEnvironment(settings, sandbox.sms, secrets.smsToken),
      PRIVATE_ADDRESS_ALLOW: allowed.filter(Boolean).join(','),
      TRUSTED_PROXIES: settings.TRUSTED_PROXIES,
      OIDC_ISSUER: settings.OIDC_ISSUER,
      OIDC_CLIENT_ID: settings.OIDC_CLIENT_ID,
      OIDC_CLIENT_SECRET: settings.OIDC_CLIENT_SECRET,
      OIDC_NAME: settings.OIDC_NAME,
      OIDC_FOR: settings.OIDC_FOR,
      OIDC_TRUST_MFA: settings.OIDC_TRUST_MFA,
      SANDBOX_FEISHU_URL: sandbox.feishu,
      SANDBOX_MODEL_URL: sandbox.model,
      SANDBOX_SMS_URL: sandbox.sms,
      STRIPE_SECRET_KEY: sandbox.stripe ? secrets.stripeKey : settings.STRIPE_SECRET_KEY,
      STRIPE_WEBHOOK_SECRET: sandbox.stripe ? secrets.stripeWebhookSecret : settings.STRIPE_WEBHOOK_SECRET,
      STRIPE_API_URL: sandbox.stripe,
      SANDBOX_STRIPE_URL: sandbox.stripe,
      SANDBOX_CLOCK: clock,
      NEXT_TELEMETRY_DISABLED: '1',
    }),
    healthUrl: `${portalLocal}/healthz`,
    readyTimeoutMs: 60_000,
    stopTimeoutMs: 10_000,
  };

  return {
    services: anySandbox ? [sandboxService, provisioner, portal] : [provisioner, portal],
    simulated: simulatedParts(sandbox, clock, portalUrl),
    urls: defined({ portal: portalUrl, provisioner: local(ports.provisioner), ...sandbox }) as Plan['urls'],
  };
}

/** Whatever is not set up goes to the sandbox's outbox, while there is one. */
const deliveryEnvironment = (settings: Settings, outbox: string | undefined, outboxToken: string) => ({
  SMS_DRIVER: settings.SMS_DRIVER,
  SMS_URL: settings.SMS_URL ?? (outbox && `${outbox}/send`),
  SMS_TOKEN: outbox ? outboxToken : settings.SMS_TOKEN,
  ALIYUN_SMS_KEY_ID: settings.ALIYUN_SMS_KEY_ID,
  ALIYUN_SMS_KEY_SECRET: settings.ALIYUN_SMS_KEY_SECRET,
  ALIYUN_SMS_SIGN_NAME: settings.ALIYUN_SMS_SIGN_NAME,
  ALIYUN_SMS_TEMPLATE_ZH: settings.ALIYUN_SMS_TEMPLATE_ZH,
  ALIYUN_SMS_TEMPLATE_EN: settings.ALIYUN_SMS_TEMPLATE_EN,
  ...(settings.MAIL_DRIVER || !outbox
    ? {
        MAIL_DRIVER: settings.MAIL_DRIVER,
        MAIL_URL: settings.MAIL_URL,
        MAIL_TOKEN: settings.MAIL_TOKEN,
        SMTP_URL: settings.SMTP_URL,
        MAIL_FROM: settings.MAIL_FROM,
      }
    : { MAIL_DRIVER: 'webhook', MAIL_URL: `${outbox}/mail`, MAIL_TOKEN: outboxToken }),
});

/** Its instances end with it: nobody would look after processes that outlive what the person at the keyboard ended. */
const processEnvironment = ({ root, state }: Places) => ({
  INSTANCES_DIR: path.join(state, 'instances'),
  GATEWAY_BUNDLE: path.join(root, 'runtime-image/dist/gateway.cjs'),
  ROCKPOOL_STOP_INSTANCES_ON_EXIT: '1',
});

const dockerEnvironment = (
  settings: Settings,
  secrets: Secrets,
  runtime: DockerRuntime,
  simulated: (string | undefined)[],
) => ({
  ROCKPOOL_INSTALLATION: secrets.installation,
  DOCKER_SOCKET: settings.DOCKER_SOCKET,
  RUNTIME_IMAGE: runtime.image,
  TENANT_SUBNETS: settings.TENANT_SUBNETS,
  TENANT_NAME_SERVERS: settings.TENANT_NAME_SERVERS,
  TENANT_DISKS: settings.TENANT_DISKS,
  SANDBOX_REACH: simulated
    .filter((url) => url !== undefined)
    .map((url) => new URL(url))
    .map(({ host, port }) => `${host}=${runtime.bridge}:${port}`)
    .join(','),
});

function simulatedParts(
  sandbox: Record<'feishu' | 'model' | 'sms' | 'stripe', string | undefined>,
  clock: 'on' | 'off',
  portalUrl: string,
): Simulated[] {
  const parts: Simulated[] = [];
  if (sandbox.sms)
    parts.push({
      part: 'sms',
      url: sandbox.sms,
      what: 'one-time codes and mails appear here',
      makeReal: 'SMS_URL=https://… or SMS_DRIVER=aliyun',
    });
  if (sandbox.feishu)
    parts.push({
      part: 'feishu',
      url: sandbox.feishu,
      what: 'Feishu, with the phone that scans and chats',
      makeReal: 'FEISHU=live',
    });
  if (sandbox.model)
    parts.push({
      part: 'model',
      url: sandbox.model,
      what: 'a model, offered beside the real ones',
      makeReal: 'SANDBOX_MODEL=off',
    });
  if (sandbox.stripe)
    parts.push({
      part: 'stripe',
      url: sandbox.stripe,
      what: 'Stripe: payments and subscriptions, without money',
      makeReal: 'STRIPE_SECRET_KEY=sk_… and STRIPE_WEBHOOK_SECRET=whsec_…, or SANDBOX_STRIPE=off',
    });
  if (clock === 'on')
    parts.push({
      part: 'clock',
      url: portalUrl,
      what: 'time, which the pages let you move',
      makeReal: 'SANDBOX_CLOCK=off',
    });
  return parts;
}

const isAnyAddress = (host: string) => host === '0.0.0.0' || host === '::';

function defined(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
    ),
  );
}
