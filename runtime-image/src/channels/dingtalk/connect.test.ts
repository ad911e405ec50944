import { expect, test } from 'vitest';
import {
  connected,
  connectedChannel,
  eventually,
  join,
  quick,
  received,
  startEmulator,
  TestHost,
} from './testing.ts';

test('a message is stored before it is acknowledged', async () => {
  const { emulator, app, host } = await connectedChannel();
  const store = Promise.withResolvers<void>();
  host.receives = () => store.promise;
  const { delivered } = emulator.user.sendText(app, '你好');
  let isAcknowledged = false;
  void delivered.then(() => (isAcknowledged = true));
  emulator.connections.ping();
  await eventually(() => emulator.connections.pongs).toBe(1);
  expect(isAcknowledged).toBe(false);
  store.resolve();
  expect(await delivered).toMatchObject({ outcome: 'acknowledged', data: { response: {} } });
  expect(host.messages.map(({ text }) => text)).toEqual(['你好']);
});

test('what could not be stored is not acknowledged, and comes again', async () => {
  const { emulator, app, host } = await connectedChannel({}, {}, { ackTimeoutMs: 150 });
  let tries = 0;
  host.receives = () => (++tries === 1 ? Promise.reject(new Error('disk full')) : Promise.resolve());
  expect(await emulator.user.sendText(app, 'x').delivered).toMatchObject({
    outcome: 'acknowledged',
    pushes: 2,
  });
  expect(host.messages).toHaveLength(1);
  expect(host.lines.join()).toContain('disk full');
});

test('only robot messages are subscribed, by a list of the account’s own', async () => {
  const { emulator, app } = await connectedChannel();
  const other = emulator.user.createApp();
  await connected(join(emulator, other, { accountId: 'second' }));
  const own = [[{ type: 'CALLBACK', topic: '/v1.0/im/bot/messages/get' }]];
  expect(emulator.connections.subscriptionsOf(app.clientId)).toEqual(own);
  expect(emulator.connections.subscriptionsOf(other.clientId)).toEqual(own);
});

test('a wrong secret is explained, opens nothing, and heals when it is put right', async () => {
  const emulator = await startEmulator();
  const app = emulator.user.createApp();
  const right = app.clientSecret;
  app.clientSecret = 'changed-in-the-console';
  const joined = join(emulator, { ...app, clientSecret: right }, { clientSecret: right });
  const { host, channel } = joined;
  await host.until(() => channel.status().state === 'failed', 'the failure');
  expect(channel.status()).toMatchObject({
    code: 'wrong_secret',
    reason: 'Client ID 与 Client Secret 不匹配，请在钉钉开放平台的“凭证与基础信息”中重新复制。',
    bot: null,
  });
  expect(emulator.log.matching('POST', '/v1.0/gateway/connections/open')).toEqual([]);
  app.clientSecret = right;
  await connected(joined);
  expect(channel.status()).toMatchObject({ code: '', reason: '', bot: { id: app.clientId } });
});

test('a platform that is away is told as that, and found again', async () => {
  const emulator = await startEmulator();
  const app = emulator.user.createApp();
  emulator.faults.add({ path: '/v1.0/gateway/connections/open', status: 503, body: 'busy', times: 2 });
  const joined = join(emulator, app);
  await joined.host.until(() => joined.channel.status().code === 'unreachable', 'the failure');
  expect(joined.channel.status().state).toBe('connecting');
  await connected(joined);
});

test('an address that is none, and a door that stays shut, are waited out', async () => {
  const emulator = await startEmulator();
  const app = emulator.user.createApp();
  for (const endpoint of ['nonsense', 'http://127.0.0.1/x', emulator.url.replace('http', 'ws')])
    emulator.faults.add({
      path: '/v1.0/gateway/connections/open',
      status: 200,
      body: { endpoint, ticket: 'made-up' },
    });
  const joined = join(emulator, app);
  await connected(joined);
  expect(emulator.log.matching('POST', '/v1.0/gateway/connections/open')).toHaveLength(4);
  expect(joined.host.lines.join()).not.toContain('made-up');
});

test('a lost connection comes back with a new ticket', async () => {
  const given = await connectedChannel();
  const { emulator, app, host } = given;
  emulator.connections.drop(app.clientId);
  await host.until(() => given.channel.status().code === 'connection_lost', 'the loss');
  const { delivered } = emulator.user.sendText(app, 'meanwhile');
  await connected(given);
  expect(await delivered).toMatchObject({ outcome: 'acknowledged' });
  expect(emulator.log.matching('POST', '/v1.0/gateway/connections/open')).toHaveLength(2);
  expect(emulator.connections.refusedTickets).toBe(0);
});

test('at a goodbye the next connection is open before the old one ends, and nothing is lost or seen twice', async () => {
  const { emulator, app, host, channel } = await connectedChannel();
  const store = Promise.withResolvers<void>();
  host.receives = () => store.promise;
  const before = emulator.user.sendText(app, 'on the old one').delivered;
  await eventually(() => emulator.state.messages.length).toBe(1);
  let wasAway = false;
  host.watch(() => (wasAway ||= channel.status().state !== 'connected'));
  emulator.connections.disconnect(app.clientId);
  await emulator.until(() => emulator.connections.count(app.clientId) === 1);
  const after = emulator.user.sendText(app, 'on the new one').delivered;
  store.resolve();
  expect([await before, await after]).toMatchObject([
    { outcome: 'acknowledged', pushes: 1 },
    { outcome: 'acknowledged', pushes: 1 },
  ]);
  expect(host.messages.map(({ text }) => text).sort()).toEqual(['on the new one', 'on the old one']);
  await emulator.until(() => emulator.connections.openCount(app.clientId) === 1);
  expect(wasAway).toBe(false);
});

test('a socket that has gone deaf is replaced, the new one first', async () => {
  const timing = { ...quick, pingMs: 20, deafMs: 100 };
  const { emulator, app, host, channel } = await connectedChannel(
    {},
    { timing },
    { ackTimeoutMs: 150, pushesMax: 100 },
  );
  emulator.connections.deafen(app.clientId);
  let wasAway = false;
  host.watch(() => (wasAway ||= channel.status().state !== 'connected'));
  const { delivered } = emulator.user.sendText(app, 'does anybody hear me');
  expect(await delivered).toMatchObject({ outcome: 'acknowledged' });
  expect(host.messages.at(-1)!.text).toBe('does anybody hear me');
  expect(wasAway).toBe(false);
  await emulator.until(() => emulator.connections.openCount(app.clientId) === 1);
});

test('a socket that lives and brings nothing for long is replaced too', async () => {
  const timing = { ...quick, pingMs: 10, silentMs: 60 };
  const { emulator, app } = await connectedChannel({}, { timing });
  await eventually(
    () => emulator.log.matching('POST', '/v1.0/gateway/connections/open').length,
  ).toBeGreaterThan(1);
  await emulator.until(() => emulator.connections.openCount(app.clientId) >= 1);
});

test('frames that are none end nothing and are said nowhere', async () => {
  const given = await connectedChannel();
  const { emulator, app, host } = given;
  for (const frame of [
    'no json',
    '{}',
    'null',
    '{"type":"SYSTEM"}',
    '{"type":"CALLBACK","headers":{"topic":"x"}}',
  ])
    emulator.connections.sendRaw(app.clientId, frame);
  emulator.connections.sendRaw(
    app.clientId,
    JSON.stringify({
      type: 'CALLBACK',
      headers: { topic: '/v1.0/im/bot/messages/get', messageId: 'm' },
      data: '{',
    }),
  );
  const { to } = await received(given, emulator.user.sendText(app, 'still here'));
  expect(to.text).toBe('still here');
  expect(host.lines.filter((line) => line.includes('dropped'))).toHaveLength(1);
});

test('nothing of the connection reaches the console, no ticket and no webhook the log', async () => {
  const said: unknown[] = [];
  const { info, warn } = console;
  console.info = console.warn = (...parts: unknown[]) => void said.push(parts);
  try {
    const given = await connectedChannel();
    const { emulator, app, host } = given;
    emulator.connections.drop(app.clientId);
    await host.until(() => given.channel.status().code === 'connection_lost', 'the loss');
    await connected(given);
    await received(given, emulator.user.sendText(app, 'x'));
    await given.channel.stop();
    expect(host.lines.join()).not.toMatch(/ticket=|session=/);
  } finally {
    Object.assign(console, { info, warn });
  }
  expect(said).toEqual([]);
});

test('a channel that is stopped while it stores still acknowledges', async () => {
  const { emulator, app, host, channel } = await connectedChannel();
  const store = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  host.receives = () => (reached.resolve(), store.promise);
  const { delivered } = emulator.user.sendText(app, 'last words');
  await reached.promise;
  const stopped = channel.stop();
  store.resolve();
  await stopped;
  expect(await delivered).toMatchObject({ outcome: 'acknowledged', pushes: 1 });
  expect(channel.status().state).toBe('off');
});

test('the owner is greeted once, by staff id, also over a restart', async () => {
  const emulator = await startEmulator();
  const app = emulator.user.createApp();
  const owner = emulator.user.person('staff-owner', '小林');
  emulator.faults.add({
    path: '/v1.0/robot/oToMessages/batchSend',
    status: 400,
    body: { code: 'x', message: 'y' },
  });
  const facts = new Map<string, string>();
  const first = join(emulator, app, { greeting: '**你好**，我是小池' }, { host: new TestHost(facts) });
  await first.host.until(() => first.channel.status().greeting.state === 'delivered', 'the greeting');
  await first.channel.stop();
  const second = join(emulator, app, { greeting: '**你好**，我是小池' }, { host: new TestHost(facts) });
  await connected(second);
  expect(second.channel.status().greeting.state).toBe('delivered');
  const chat = emulator.state.privateConversation(app, owner);
  expect(emulator.answersIn(chat.id).map(emulator.textOf)).toEqual(['**你好**，我是小池']);
});
