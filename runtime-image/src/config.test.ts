import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  formatDotenv,
  hashFiles,
  parseConfig,
  parseDotenv,
  type ConfigFiles,
  type OpenClawFile,
} from './config.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`./config/${name}.fixture.json`, import.meta.url), 'utf8');
const token = { OPENCLAW_GATEWAY_TOKEN: 'token-of-the-gateway' };
const model: OpenClawFile = {
  models: {
    providers: { glm: { baseUrl: 'https://open.bigmodel.cn/api/coding/paas/v4/', apiKey: '${GLM_KEY}' } },
  },
  agents: { defaults: { model: 'glm/glm-4.7' } },
  gateway: { auth: { token: '${OPENCLAW_GATEWAY_TOKEN}' } },
};

function parse(openclaw: unknown, rockpool: unknown = null, env: Record<string, string> = {}) {
  const files: ConfigFiles = {
    'openclaw.json': typeof openclaw === 'string' ? openclaw : JSON.stringify(openclaw),
    'rockpool.json': rockpool === null ? null : JSON.stringify(rockpool),
    '.env': null,
  };
  return parseConfig(files, { ...token, GLM_KEY: 'glm-key-123456', ...env }, '/data');
}

function config(...args: Parameters<typeof parse>) {
  const parsed = parse(...args);
  if (parsed.kind === 'error') throw new Error(`${parsed.path}: ${parsed.message}`);
  return parsed.config;
}

describe('files from the field', () => {
  it('takes openclaw-newapi.json as it is, channels.lark and streamMode included', () => {
    const parsed = parse(fixture('openclaw-newapi'));
    expect(parsed).toMatchObject({
      kind: 'ok',
      config: {
        http: { port: 18789, bind: 'loopback', token: 'your-secure-token' },
        maxConcurrent: 4,
        aliases: { 'kimi-k2.5': 'newapi/kimi-k2.5' },
        agents: {
          main: {
            models: ['newapi/gemini-3-flash-preview', 'newapi/kimi-k2.5'],
            workspace: '/data/workspace',
          },
        },
        channels: [
          {
            account: { appId: 'your-lark-app-id', openUrl: 'https://open.feishu.cn', streaming: true },
            access: { dmPolicy: 'pairing', groupPolicy: 'allowlist' },
          },
        ],
      },
      warnings: [{ path: 'agents.defaults.workspace' }],
    });
  });

  it('takes agents.list, bindings and a channel that it does not have, and says which', () => {
    const parsed = parse(fixture('openclaw-two-dingtalk-bots'));
    expect(parsed).toMatchObject({ kind: 'ok', config: { defaultAgentId: 'ding-bot1' } });
    expect(parsed.kind === 'ok' && parsed.warnings.map(({ path }) => path)).toContain(
      'channels.dingtalk-connector',
    );
  });
});

describe('errors name the field', () => {
  it.each([
    ['{', '', /not JSON5/],
    [{ ...model, modls: {} }, 'modls', /unknown key/],
    [
      { ...model, channels: { feishu: { appId: 'a', appSecret: 'b', appld: 'c' } } },
      'channels.feishu.appld',
      /unknown key/,
    ],
    [{ ...model, gateway: { port: 'x' } }, 'gateway.port', /a number/],
    [{ ...model, agents: { list: [{ name: 'x' }] } }, 'agents.list[0].id', /is missing/],
    [{ ...model, channels: { feishu: { dmPolicy: 'all' } } }, 'channels.feishu.dmPolicy', /one of "pairing"/],
    [{ ...model, channels: { feishu: { appId: 'a' } } }, 'channels.feishu.appSecret', /is missing/],
    [{ ...model, channels: { feishu: {}, lark: {} } }, 'channels.lark', /older name/],
    [{ ...model, gateway: { auth: { token: '${NO_SUCH}' } } }, 'gateway.auth.token', /NO_SUCH is not set/],
    [
      { ...model, agents: { defaults: { workspace: '/' } } },
      'agents.defaults.workspace',
      /folder of its own/,
    ],
    [
      { ...model, agents: { defaults: { workspace: '.' } } },
      'agents.defaults.workspace',
      /folder of its own/,
    ],
    [
      { ...model, bindings: [{ agentId: 'x', match: { channel: 'feishu' } }] },
      'bindings[0].agentId',
      /no agent x/,
    ],
  ])('%# is refused', (file, path, message) => {
    expect(parse(file)).toMatchObject({ kind: 'error', path, message: expect.stringMatching(message) });
  });

  it('names the file when the field is in rockpool.json', () => {
    expect(parse(model, { locale: 'fr' })).toMatchObject({ kind: 'error', path: 'rockpool.json locale' });
    expect(parse(model, { timeZone: 'Mars/Base' })).toMatchObject({
      kind: 'error',
      path: 'rockpool.json timeZone',
    });
  });

  it('refuses dmPolicy open without the star that upstream wants', () => {
    const channels = { feishu: { appId: 'a', appSecret: 'b', dmPolicy: 'open' } };
    expect(parse({ ...model, channels })).toMatchObject({ kind: 'error', path: 'channels.feishu.allowFrom' });
  });

  it('refuses plain http to anything but the loopback and private addresses', () => {
    const channels = { feishu: { appId: 'a', appSecret: 'b' } };
    const at = (openUrl: string) => ({ channels: { feishu: { accounts: { default: { openUrl } } } } });
    for (const far of ['http://open.example.com', 'http://172.32.0.1:3001', 'http://10.example.com'])
      expect(parse({ ...model, channels }, at(far)), far).toMatchObject({ kind: 'error' });
    const host = config({ ...model, channels }, at('http://172.17.0.1:3001'));
    expect(host.channels[0]?.account.openUrl).toBe('http://172.17.0.1:3001');
    const allowed = config({ ...model, channels }, at('http://127.0.0.1:3001/'));
    expect(allowed.channels[0]?.account.openUrl).toBe('http://127.0.0.1:3001');
    const below = config({ ...model, channels }, at('http://127.0.0.1:3001/lark/'));
    expect(below.channels[0]?.account.openUrl).toBe('http://127.0.0.1:3001/lark');
  });
});

describe('what is filled in', () => {
  it('substitutes variables, the process winning over .env, and keeps an escaped one', () => {
    const files = {
      'openclaw.json': JSON.stringify({ ...model, agents: { defaults: { model: 'glm/$${X}' } } }),
      'rockpool.json': null,
    };
    const parsed = parseConfig(
      { ...files, '.env': 'GLM_KEY=from-file\nOPENCLAW_GATEWAY_TOKEN="from file"' },
      { GLM_KEY: 'from-process' },
      '/data',
    );
    expect(parsed).toMatchObject({
      kind: 'ok',
      config: {
        providers: {
          glm: { apiKey: 'from-process', baseUrl: 'https://open.bigmodel.cn/api/coding/paas/v4' },
        },
        http: { token: 'from file' },
        agents: { main: { models: ['glm/${X}'] } },
      },
    });
  });

  it('lets OPENCLAW_GATEWAY_PORT win', () => {
    expect(config(model, null, { OPENCLAW_GATEWAY_PORT: '4000' }).http.port).toBe(4000);
  });

  it('gives accounts what the channel says and what rockpool.json knows', () => {
    const channels = {
      feishu: {
        domain: 'lark',
        streaming: false,
        accounts: { a: { appId: '1', appSecret: 's' }, b: { appId: '2', appSecret: 's', enabled: false } },
      },
    };
    const rockpool = { channels: { feishu: { accounts: { a: { ownerId: 'ou_1', greeting: 'hello' } } } } };
    expect(config({ ...model, channels }, rockpool).channels.map(({ account }) => account)).toMatchObject([
      {
        accountId: 'a',
        appId: '1',
        appSecret: 's',
        openUrl: 'https://open.larksuite.com',
        locale: 'en',
        streaming: false,
        greeting: 'hello',
        ownerId: 'ou_1',
      },
    ]);
  });

  it.each([
    ['/home/me/.openclaw/workspace', '/data/workspace'],
    ['~/.openclaw/work', '/data/work'],
    ['/srv/a/../b', '/data/srv-a-b'],
    ['/data/inner', '/data/inner'],
    ['notes', '/data/notes'],
  ])('keeps the workspace %s in %s', (workspace, place) => {
    const parsed = config({ ...model, agents: { defaults: { workspace } } });
    expect(parsed.agents.main?.workspace).toBe(place);
  });

  it('lists the secrets for the log to hide', () => {
    expect(config(model).secrets).toEqual(expect.arrayContaining(['glm-key-123456', 'token-of-the-gateway']));
  });
});

describe('hashFiles', () => {
  const files: ConfigFiles = { 'openclaw.json': '{}', 'rockpool.json': null, '.env': '' };
  it('is the same for the same bytes and differs when a file is missing, empty or moved', () => {
    const hashes = [
      files,
      { ...files, 'rockpool.json': '' },
      { ...files, '.env': null },
      { 'openclaw.json': '', 'rockpool.json': '{}', '.env': '' },
    ].map(hashFiles);
    expect(hashFiles({ ...files })).toBe(hashes[0]);
    expect(new Set(hashes).size).toBe(4);
  });
});

describe('.env', () => {
  it('reads back what it wrote, whatever the value', () => {
    const values = {
      A: 'plain',
      B: 'with "quotes" # and hash',
      C: 'two\nlines',
      D: ' spaces ',
      E: '中文$x${Y}\\',
      F: '',
    };
    expect(parseDotenv(formatDotenv(values))).toEqual(values);
  });
  it('reads the usual forms', () => {
    expect(parseDotenv("export A=1 # one\nB='x y'\n# no\nC=\n")).toEqual({ A: '1', B: 'x y', C: '' });
  });
});
