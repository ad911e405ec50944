import path from 'node:path';
import { keyFileOf } from './key-place.ts';
import { portsFrom } from './port-numbers.ts';
import type { Runtime } from './runtime.ts';
import type { Secrets } from './secrets-file.ts';
import { deliveryEnvironment, dockerEnvironment, processEnvironment } from './service-environment.ts';
import type { ServiceSpec } from './service.ts';
import type { Settings } from './settings.ts';
import { sandboxUrls, simulatedParts, type Simulated } from './simulated.ts';

export interface Places {
  /** of the checkout */
  root: string;
  /** of this installation: secrets, sandbox, instances, logs */
  state: string;
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
  const sandbox = sandboxUrls(settings, ports);
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

const isAnyAddress = (host: string) => host === '0.0.0.0' || host === '::';

function defined(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
    ),
  );
}
