import { expect, test } from 'vitest';
import { connectEngine } from './engine.ts';
import { makePlan } from './plan.ts';
import { neededPorts } from './port-numbers.ts';
import type { Runtime } from './runtime.ts';
import { parseSettings } from './settings.ts';

const secrets = {
  keys: 'k1:own',
  authSecret: 'own-secret',
  databasePassword: 'p',
  smsToken: 'own-token',
  stripeKey: 'sk_test_own',
  stripeWebhookSecret: 'whsec_own',
  installation: 'abc123',
};
const docker: Runtime = {
  driver: 'docker',
  engine: connectEngine('/nowhere'),
  image: 'rockpool-runtime:lean',
  bridge: '172.17.0.1',
};
const plan = (settings: Record<string, string>, runtime: Runtime = { driver: 'process' }) =>
  makePlan({
    settings: parseSettings(settings, {}),
    secrets,
    databaseUrl: 'postgresql://db',
    places: { root: '/r', state: '/s' },
    inherited: { PATH: '/bin' },
    runtime,
  });
const envOf = (settings: Record<string, string>, name: string, runtime?: Runtime) =>
  plan(settings, runtime).services.find((service) => service.name === name)?.env;

const live = {
  SMS_URL: 'https://sms.example.com/send',
  SMS_TOKEN: 'theirs',
  FEISHU: 'live',
  SANDBOX_MODEL: 'off',
};

test('with nothing set everything but the database is simulated and labelled', () => {
  expect(plan({}).services.map(({ name }) => name)).toEqual(['sandbox', 'provisioner', 'portal']);
  expect(plan({}).simulated.map(({ part }) => part)).toEqual(['sms', 'feishu', 'model', 'stripe', 'clock']);
  expect(envOf({}, 'portal')).toMatchObject({
    SMS_TOKEN: 'own-token',
    FEISHU_OPEN_URL: 'http://127.0.0.1:3001',
    PRIVATE_ADDRESS_ALLOW: '127.0.0.1:3002',
    SANDBOX_SMS_URL: 'http://127.0.0.1:3003',
    STRIPE_API_URL: 'http://127.0.0.1:3006',
    SANDBOX_CLOCK: 'on',
    NEXTAUTH_URL: 'http://localhost:3000',
  });
});

test('with everything real no sandbox runs and no service hears of one', () => {
  expect(plan(live).services.map(({ name }) => name)).toEqual(['provisioner', 'portal']);
  expect(plan(live).simulated).toEqual([]);
  const portal = envOf(live, 'portal')!;
  expect(
    Object.keys(portal).filter((name) => name.startsWith('SANDBOX_') && name !== 'SANDBOX_CLOCK'),
  ).toEqual([]);
  expect(portal).toMatchObject({ SMS_URL: live.SMS_URL, SMS_TOKEN: 'theirs', SANDBOX_CLOCK: 'off' });
  expect(portal).not.toHaveProperty('FEISHU_OPEN_URL');
  expect(portal).not.toHaveProperty('PRIVATE_ADDRESS_ALLOW');
});

test.each([
  ['feishu', { FEISHU: 'live' }, 'SANDBOX_FEISHU_PORT'],
  ['model', { SANDBOX_MODEL: 'off' }, 'SANDBOX_MODEL_PORT'],
])('%s alone can be made real', (part, settings, port) => {
  const parts = plan(settings).simulated.map((each) => each.part);
  expect(parts).not.toContain(part);
  expect(parts).toHaveLength(4);
  expect(envOf(settings, 'sandbox')).not.toHaveProperty(port);
});

test('where real people sign in, nobody moves the clock unless the operator says so', () => {
  const real = { SMS_URL: live.SMS_URL };
  expect(plan(real).simulated.map(({ part }) => part)).toEqual(['feishu', 'model']);
  expect(envOf(real, 'sandbox')).not.toHaveProperty('SANDBOX_SMS_PORT');
  expect(envOf(real, 'portal')).toMatchObject({ SANDBOX_CLOCK: 'off' });
  expect(envOf({ ...real, SANDBOX_CLOCK: 'on' }, 'portal')).toMatchObject({ SANDBOX_CLOCK: 'on' });
});

test('simulated money buys nothing where real people sign in, unless the operator says so', () => {
  const real = { SMS_URL: live.SMS_URL };
  expect(envOf(real, 'portal')).not.toHaveProperty('STRIPE_SECRET_KEY');
  expect(envOf({ ...real, SANDBOX_STRIPE: 'on' }, 'portal')).toMatchObject({
    SANDBOX_STRIPE_URL: 'http://127.0.0.1:3006',
  });
});

test('keys of a real account end the simulated one', () => {
  const keys = { STRIPE_SECRET_KEY: 'sk_live_x', STRIPE_WEBHOOK_SECRET: 'whsec_x' };
  expect(envOf(keys, 'portal')).toMatchObject(keys);
  expect(envOf(keys, 'portal')).not.toHaveProperty('STRIPE_API_URL');
  expect(envOf(keys, 'sandbox')).not.toHaveProperty('SANDBOX_STRIPE_PORT');
});

test('a real sender of codes without a token gets none of ours', () => {
  expect(envOf({ SMS_URL: live.SMS_URL }, 'portal')).not.toHaveProperty('SMS_TOKEN');
});

test('keys of the operator go before those this installation made', () => {
  expect(envOf({ ROCKPOOL_KEYS: 'k2:theirs,k1:own' }, 'provisioner')).toMatchObject({
    ROCKPOOL_KEYS: 'k2:theirs,k1:own',
  });
  expect(envOf({}, 'provisioner')).toMatchObject({ ROCKPOOL_KEYS_FILE: '/s/keys' });
});

test('the sandbox sees neither the database nor the keys', () => {
  expect(envOf({}, 'sandbox')).not.toHaveProperty('DATABASE_URL');
  expect(JSON.stringify(envOf({}, 'sandbox'))).not.toContain('k1:own');
});

test('containers reach the simulated platforms, and those alone, by the bridge', () => {
  expect(envOf({}, 'sandbox', docker)).toMatchObject({ SANDBOX_BIND: '172.17.0.1' });
  expect(envOf({}, 'provisioner', docker)).toMatchObject({
    DRIVER: 'docker',
    ROCKPOOL_INSTALLATION: 'abc123',
    RUNTIME_IMAGE: 'rockpool-runtime:lean',
    SANDBOX_REACH: '127.0.0.1:3001=172.17.0.1:3001,127.0.0.1:3002=172.17.0.1:3002',
  });
  expect(envOf({ FEISHU: 'live' }, 'provisioner', docker)).toMatchObject({
    SANDBOX_REACH: '127.0.0.1:3002=172.17.0.1:3002',
  });
  expect(envOf(live, 'provisioner', docker)).not.toHaveProperty('SANDBOX_REACH');
  expect(envOf({}, 'sandbox')).not.toHaveProperty('SANDBOX_BIND');
  expect(envOf({}, 'provisioner')).not.toHaveProperty('SANDBOX_REACH');
});

test('processes end with the provisioner, containers outlive it', () => {
  expect(envOf({}, 'provisioner')).toMatchObject({ ROCKPOOL_STOP_INSTANCES_ON_EXIT: '1' });
  expect(envOf({}, 'provisioner', docker)).not.toHaveProperty('ROCKPOOL_STOP_INSTANCES_ON_EXIT');
});

test('a part that is real needs no port', () => {
  expect(neededPorts(parseSettings({}, {})).map(({ port }) => port)).toEqual([
    3000, 3001, 3002, 3003, 3004, 3006,
  ]);
  expect(neededPorts(parseSettings(live, {})).map(({ port }) => port)).toEqual([3000, 3004]);
});
