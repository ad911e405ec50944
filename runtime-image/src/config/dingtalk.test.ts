import { expect, test } from 'vitest';
import { parseConfig, type OpenClawFile, type RockpoolFile } from '../config.ts';

const bot = { clientId: 'ding1', clientSecret: '${SECRET}' };
const parse = (file: OpenClawFile, rockpool: RockpoolFile = {}) =>
  parseConfig(
    {
      'openclaw.json': JSON.stringify(file),
      'rockpool.json': JSON.stringify(rockpool),
      '.env': 'SECRET=a-secret-of-some-length',
    },
    {},
    '/state',
  );
const read = (file: OpenClawFile, rockpool: RockpoolFile = {}) => {
  const parsed = parse(file, rockpool);
  if (parsed.kind === 'error') throw new Error(`${parsed.path} ${parsed.message}`);
  return parsed;
};
const only = (file: OpenClawFile, rockpool: RockpoolFile = {}) => read(file, rockpool).config.channels[0]!;

test('today’s spelling: one robot, the platform’s own addresses, pairing and listed groups', () => {
  expect(only({ channels: { dingtalk: bot } })).toEqual({
    channel: 'dingtalk',
    account: {
      ...{ accountId: 'default', appId: 'ding1', clientSecret: 'a-secret-of-some-length', locale: 'en' },
      ...{ apiUrl: 'https://api.dingtalk.com', openUrl: 'https://oapi.dingtalk.com' },
      ...{ cardTemplateId: null, cardTemplateKey: 'content', typingMark: true, memory: null },
      ...{ greeting: null, ownerId: null, sessions: { direct: 'channel', group: 'group' } },
    },
    access: {
      ...{ dmPolicy: 'pairing', allowFrom: [], groupPolicy: 'allowlist', groupAllowFrom: [] },
      ...{ groupSenderAllowFrom: [], requireMention: true, groups: {} },
    },
  });
});

test('the secret is known as one, and no warning is left', () => {
  const { config, warnings } = read({ channels: { dingtalk: bot } });
  expect(config.secrets).toContain('a-secret-of-some-length');
  expect(warnings.map(({ path }) => path)).not.toContain('channels.dingtalk');
});

test.each([
  ['dingtalk', {}, { direct: 'channel', group: 'group' }],
  ['dingtalk', { separateSessionByConversation: true }, { direct: 'user', group: 'group' }],
  ['dingtalk-connector', {}, { direct: 'user', group: 'group' }],
  ['dingtalk-connector', { groupSessionScope: 'group_sender' }, { direct: 'user', group: 'group_sender' }],
  ['dingtalk-connector', { separateSessionByConversation: false }, { direct: 'user', group: 'user' }],
] as const)('%s %j: conversations %j', (name, keys, sessions) => {
  expect(only({ channels: { [name]: { ...bot, ...keys } } }).account).toMatchObject({ sessions });
});

test.each([
  [undefined, null],
  [true, 'shared'],
  [false, 'apart'],
])('sharedMemoryAcrossConversations %s is %s', (sharedMemoryAcrossConversations, memory) => {
  const given = sharedMemoryAcrossConversations === undefined ? {} : { sharedMemoryAcrossConversations };
  expect(only({ channels: { dingtalk: { ...bot, ...given } } }).account).toMatchObject({ memory });
});

test('accounts take what is said for all, and may say otherwise; a disabled one is left out', () => {
  const { config } = read({
    channels: {
      dingtalk: {
        cardTemplateId: 'T',
        dmPolicy: 'open',
        allowFrom: ['*'],
        accounts: {
          a: bot,
          b: { clientId: 'ding2', clientSecret: 'x', dmPolicy: 'disabled', cardTemplateId: '' },
          c: { clientId: 'ding3', clientSecret: 'x', enabled: false },
        },
      },
    },
  });
  expect(config.channels).toMatchObject([
    { account: { accountId: 'a', cardTemplateId: 'T' }, access: { dmPolicy: 'open' } },
    { account: { accountId: 'b', cardTemplateId: null }, access: { dmPolicy: 'disabled' } },
  ]);
});

test('bindings may call it by either name', () => {
  const { config } = read({
    agents: { list: [{ id: 'a' }] },
    bindings: [{ agentId: 'a', match: { channel: 'dingtalk-connector', accountId: 'x' } }],
  });
  expect(config.bindings[0]).toMatchObject({ channel: 'dingtalk', accountId: 'x' });
});

test('the older name warns that strangers are not let in by itself', () => {
  const warned = (keys: object) =>
    read({ channels: { 'dingtalk-connector': { ...bot, ...keys } } }).warnings.some(
      ({ path }) => path === 'channels.dingtalk-connector',
    );
  expect(warned({})).toBe(true);
  expect(warned({ dmPolicy: 'pairing', groupPolicy: 'allowlist' })).toBe(false);
});

test.each([
  [{ dingtalk: { clientId: 'ding1' } }, 'channels.dingtalk.clientSecret', 'is missing'],
  [{ dingtalk: { clientSecret: 'x' } }, 'channels.dingtalk.clientId', 'is missing'],
  [{ dingtalk: bot, 'dingtalk-connector': bot }, 'channels.dingtalk-connector', 'older name'],
  [{ dingtalk: { ...bot, robotCode: '4711' } }, 'channels.dingtalk.robotCode', 'must be the clientId'],
  [{ dingtalk: { ...bot, dmPolicy: 'open' } }, 'channels.dingtalk.allowFrom', 'must contain "*"'],
  [
    { dingtalk: { accounts: { a: bot, b: bot } } },
    'channels.dingtalk.accounts.b.clientId',
    'another account',
  ],
  [{ dingtalk: { ...bot, clientSecrt: 'x' } }, 'channels.dingtalk.clientSecrt', 'unknown key'],
  [
    { dingtalk: { ...bot, groupSessionScope: 'topic' } },
    'channels.dingtalk.groupSessionScope',
    'group_sender',
  ],
] as const)('%j: %s %s', (channels, at, message) => {
  const parsed = parse({ channels: channels as never });
  expect(parsed).toMatchObject({ kind: 'error', path: at });
  expect(parsed.kind === 'error' && parsed.message).toContain(message);
});

test.each([
  ['http://127.0.0.1:9000/', 'http://127.0.0.1:9000'],
  ['http://10.1.2.3:9000', 'http://10.1.2.3:9000'],
  ['https://proxy.example/ding/', 'https://proxy.example/ding'],
  ['http://proxy.example', null],
  ['ftp://127.0.0.1', null],
])('the platform at %s: %s', (apiUrl, expected) => {
  const rockpool = { channels: { dingtalk: { accounts: { default: { apiUrl, openUrl: apiUrl } } } } };
  const file: OpenClawFile = { channels: { dingtalk: bot } };
  if (expected === null)
    expect(parse(file, rockpool)).toMatchObject({
      kind: 'error',
      path: 'rockpool.json channels.dingtalk.accounts.default.apiUrl',
    });
  else expect(only(file, rockpool).account).toMatchObject({ apiUrl: expected, openUrl: expected });
});
