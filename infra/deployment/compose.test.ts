import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { isThere } from './programs.ts';

const infra = path.resolve(import.meta.dirname, '..');
const text = readFileSync(path.join(infra, 'compose.yaml'), 'utf8');
const example = readFileSync(path.join(infra, 'compose.env.example'), 'utf8');

type Service = {
  image: string;
  build?: object;
  ports?: string[];
  network_mode?: string;
  command?: string[];
  environment?: Record<string, string>;
  healthcheck?: object;
  mem_limit?: string;
  pids_limit?: number;
  restart: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  volumes?: string[];
};
const { services } = parse(text, { merge: true }) as { services: Record<string, Service> };
const named = Object.entries(services);
const secrets = parseEnv(spawnSync('node', [path.join(infra, 'secrets.mjs')], { encoding: 'utf8' }).stdout);

test('every variable is in the example, and every one of the example is used', () => {
  const used = [...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name!);
  const offered = [...example.matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name]) => name!);
  const forComposeItself = ['COMPOSE_PROJECT_NAME'];
  expect([...new Set([...used, ...forComposeItself])].sort()).toEqual([...new Set(offered)].sort());
});

test('a default in the example is the default of compose.yaml', () => {
  for (const [, name, value] of example.matchAll(/^# ([A-Z_]+)=(.*)$/gm))
    expect(text, name).toContain(`\${${name}:-${value}}`);
});

test.each(named)('%s has a pinned image, bounds, and only the rights it needs', (_name, service) => {
  if (service.build) expect(service.image).toMatch(/^rockpool\/[\w-]+:local$/);
  else expect(service.image).toMatch(/:v?\d+\.\d+(\.\d+)?$/);
  expect(service).toMatchObject({
    mem_limit: expect.stringMatching(/^\d+[mg]$/),
    pids_limit: expect.any(Number),
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
  });
  expect(service).not.toHaveProperty('privileged');
});

test.each(named)('%s is watched while it runs, or ends by itself', (_name, service) => {
  if (service.restart === 'on-failure') expect(service).not.toHaveProperty('healthcheck');
  else expect(service).toMatchObject({ restart: 'unless-stopped', healthcheck: { test: expect.any(Array) } });
});

test('nothing but Caddy listens beyond loopback', () => {
  const onHost = named.filter(([, { network_mode: mode }]) => mode === 'host').map(([name]) => name);
  expect(named.filter(([, { ports, network_mode: mode }]) => ports || !mode)).toEqual([]);
  expect(onHost.sort()).toEqual(['caddy', 'grafana', 'portal', 'prometheus', 'provisioner']);
  expect(services.portal!.environment).toMatchObject({ HOSTNAME: '127.0.0.1' });
  expect(services.grafana!.environment).toMatchObject({ GF_SERVER_HTTP_ADDR: '127.0.0.1' });
  expect(services.prometheus!.command).toContain('--web.listen-address=127.0.0.1:9090');
});

test("the engine's socket is given to the provisioner and the image's builder alone", () => {
  const holders = named.filter(([, { volumes = [] }]) =>
    volumes.some((each) => each.includes('docker.sock')),
  );
  expect(holders.map(([name]) => name).sort()).toEqual(['gateway-image', 'provisioner']);
});

test("the walls share the host's lock of iptables-legacy, and make no folder of that name where there is none", () => {
  const { volumes = [] } = services.provisioner!;
  expect(volumes.find((each) => each.endsWith(':/run/xtables.lock'))).toBe(
    '${XTABLES_LOCK:-/dev/null}:/run/xtables.lock',
  );
});

test('the secrets are new each time and of the shapes that the services take', () => {
  const again = parseEnv(spawnSync('node', [path.join(infra, 'secrets.mjs')], { encoding: 'utf8' }).stdout);
  for (const [name, value] of Object.entries(secrets)) {
    expect(example, name).toContain(`\n${name}=\n`);
    expect(again[name]).not.toBe(value);
  }
  expect(Buffer.from(secrets.ROCKPOOL_KEYS!.split(':')[1]!, 'base64')).toHaveLength(32);
  expect(secrets.NEXTAUTH_SECRET!.length).toBeGreaterThanOrEqual(32);
  expect(secrets.ROCKPOOL_INSTALLATION).toMatch(/^[a-z0-9]{4,8}$/);
  // it stands in an address
  expect(secrets.POSTGRES_PASSWORD).toMatch(/^[\w-]{24,}$/);
});

test('what has no default is asked for with a word on it', () => {
  const optional = [
    'OIDC_ISSUER',
    'OIDC_CLIENT_ID',
    'OIDC_CLIENT_SECRET',
    'ACME_EMAIL',
    ...['SMS_URL', 'SMS_TOKEN', 'ALIYUN_SMS_KEY_ID', 'ALIYUN_SMS_KEY_SECRET', 'ALIYUN_SMS_SIGN_NAME'],
    ...[
      'ALIYUN_SMS_TEMPLATE_ZH',
      'ALIYUN_SMS_TEMPLATE_EN',
      'MAIL_URL',
      'MAIL_TOKEN',
      'SMTP_URL',
      'MAIL_FROM',
    ],
    'STRIPE_WEBHOOK_SECRET',
    'STRIPE_SECRET_KEY',
    'MEMBERSHIP_API_SECRET',
    'MEMBERSHIP_API_URL',
    'PRIVATE_ADDRESS_ALLOW',
    'TENANT_NAME_SERVERS',
    'HOST_ADDRESS',
    'HOST_CAPACITY',
    'RELAY_PORT',
  ];
  for (const name of ['DOMAIN', ...Object.keys(secrets)])
    expect(text, name).toMatch(new RegExp(`\\$\\{${name}:\\?is not set in \\.env - \\w+`));
  const empty = [...text.matchAll(/\$\{(\w+):-\}/g)].map(([, name]) => name!);
  expect([...new Set(empty)].sort()).toEqual(optional.sort());
});

describe.skipIf(!isThere('docker-compose'))('docker-compose (apt-get install docker-compose)', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'rockpool-compose-'));
  copyFileSync(path.join(infra, 'compose.yaml'), path.join(dir, 'compose.yaml'));
  afterAll(() => rmSync(dir, { recursive: true }));

  function config(values: Record<string, string | undefined>) {
    const lines = Object.entries({ ...parseEnv(example), ...values }).map(
      ([name, value]) => `${name}=${value}`,
    );
    writeFileSync(path.join(dir, '.env'), lines.join('\n'));
    const env = { PATH: process.env.PATH, HOME: dir };
    return spawnSync('docker-compose', ['config', '--quiet'], { cwd: dir, env, encoding: 'utf8' });
  }
  const chosen = { DOMAIN: 'pool.example.com', SMS_URL: 'https://sms.example.com/send' };

  test('takes the file with the example, the secrets, a name and a sender of codes', () => {
    expect(config({ ...chosen, ...secrets })).toMatchObject({ status: 0, stderr: '' });
  });

  test.each(['DOMAIN', 'ROCKPOOL_KEYS'])('says what %s is for when it is missing', (name) => {
    const { status, stderr } = config({ ...chosen, ...secrets, [name]: '' });
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/is not set in \.env - \w+/);
  });
});
