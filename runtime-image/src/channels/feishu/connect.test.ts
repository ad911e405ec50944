import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { startFeishuEmulator } from '../../../../e2e/emulators/feishu/start.ts';
import { connected, connectedChannel, join, quick, startEmulator, TestHost, type Joined } from './testing.ts';

const failed = ({ channel, host }: Joined) =>
  host.until(() => channel.status().state === 'failed', 'the channel to be refused');

async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', () => resolve());
  await promise;
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

test('a connected channel says who its bot is', async () => {
  const { channel, app } = await connectedChannel();
  expect(channel.status()).toMatchObject({
    channel: 'feishu',
    accountId: 'default',
    appId: app.appId,
    state: 'connected',
    code: '',
    reason: '',
    bot: { id: app.botOpenId, name: '小池' },
    greeting: { state: 'none', reason: '' },
  });
});

test('a dropped connection comes back by itself and gets what was sent meanwhile', async () => {
  const { emulator, app, channel, host } = await connectedChannel();
  const states: string[] = [];
  host.watch(() => states.push(`${channel.status().state} ${channel.status().code}`));
  emulator.connections.drop();
  const { delivered } = emulator.user.sendText(app, 'sent into the gap');
  await delivered;
  expect(host.messages.map(({ text }) => text)).toEqual(['sent into the gap']);
  expect(states).toContain('connecting connection_lost');
  expect(channel.status()).toMatchObject({ state: 'connected', code: '' });
});

test('a silent socket is noticed by its missing pong and replaced', async () => {
  const emulator = await startEmulator({
    clientConfig: { ReconnectCount: -1, ReconnectInterval: 120, ReconnectNonce: 30, PingInterval: 1 },
  });
  const app = emulator.user.createApp();
  const joined = join(emulator, app, {}, { timing: { ...quick, pongMs: 1000 } });
  await connected(joined);
  await emulator.waitForConnections(app.appId, 1);
  emulator.connections.setSilent(true);
  const { channel, host } = joined;
  await host.until(() => channel.status().code === 'connection_lost', 'the dead socket to be noticed');
  emulator.connections.setSilent(false);
  await connected(joined);
});

test('a platform that is down at the start is found when it comes', async () => {
  const port = await freePort();
  const before = await startEmulator();
  const app = before.user.createApp({ appId: 'cli_00000000000000aa', appSecret: 's' });
  const joined = join({ url: `http://127.0.0.1:${port}` }, app);
  const { channel, host } = joined;
  await host.until(() => channel.status().code === 'unreachable', 'the platform to be missed');
  expect(channel.status()).toMatchObject({ state: 'connecting', reason: '暂时连不上飞书，正在重试。' });
  const emulator = await startFeishuEmulator({ port });
  emulator.user.createApp({ appId: app.appId, appSecret: app.appSecret });
  await connected(joined);
  await channel.stop();
  await emulator.close();
});

test('a socket address that does not open is tried again with a new one, soon', async () => {
  const emulator = await startEmulator();
  const app = emulator.user.createApp();
  emulator.faults.add({
    method: 'POST',
    path: '/callback/ws/endpoint',
    status: 200,
    body: {
      code: 0,
      msg: '',
      data: {
        URL: `${emulator.url.replace('http', 'ws')}/ws/v2?fpid=1&service_id=1&ticket=used`,
        ClientConfig: { ReconnectCount: -1, ReconnectInterval: 120, ReconnectNonce: 30, PingInterval: 120 },
      },
    },
  });
  await connected(join(emulator, app));
  expect(emulator.log.matching('POST', '/callback/ws/endpoint')).toHaveLength(2);
});

test('a wrong secret is a plain sentence, and correcting it on the platform heals the channel', async () => {
  const emulator = await startEmulator();
  const app = emulator.user.createApp();
  const rightSecret = app.appSecret;
  const joined = join(emulator, { ...app, appSecret: 'wrong' });
  await failed(joined);
  const status = joined.channel.status();
  expect(status.code).toBe('wrong_secret');
  expect(status.reason).toContain('App Secret');
  expect(JSON.stringify([status, joined.host.lines])).not.toContain('"wrong"');
  app.appSecret = 'wrong';
  await connected(joined);
  expect(joined.channel.status()).toMatchObject({ code: '', reason: '' });
  app.appSecret = rightSecret;
});

test('an unknown app, a bot that is off and an app id of the wrong form each say so', async () => {
  const emulator = await startEmulator();
  const app = emulator.user.createApp();
  const unknown = join(emulator, { ...app, appId: 'cli_ffffffffffffffff' }, { locale: 'en' });
  const malformed = join(emulator, { ...app, appId: 'app-1' });
  app.botEnabled = false;
  const botless = join(emulator, app);
  await Promise.all([failed(unknown), failed(malformed), failed(botless)]);
  expect(unknown.channel.status()).toMatchObject({ code: 'unknown_app' });
  expect(unknown.channel.status().reason).toMatch(/^Feishu does not know this App ID/);
  expect(malformed.channel.status()).toMatchObject({ code: 'invalid_app_id' });
  expect(botless.channel.status()).toMatchObject({ code: 'bot_off' });
  app.botEnabled = true;
  await connected(botless);
});

test.each([
  [1, 'busy'],
  [403, 'forbidden'],
  [514, 'wrong_secret'],
  [1000040350, 'too_many_connections'],
])('code %i of the endpoint is %s, and is asked again until it passes', async (code, word) => {
  const emulator = await startEmulator();
  const app = emulator.user.createApp();
  const fault = emulator.faults.add({
    path: '/callback/ws/endpoint',
    status: 200,
    body: { code, msg: 'refused', data: {} },
    times: 0,
  });
  const joined = join(emulator, app);
  await failed(joined);
  expect(joined.channel.status().code).toBe(word);
  emulator.faults.remove(fault);
  await connected(joined);
});

test('an error of the endpoint without data, an HTML page and a hanging answer all pass by themselves', async () => {
  const emulator = await startEmulator();
  const app = emulator.user.createApp();
  const path = '/callback/ws/endpoint';
  emulator.faults.add({ path, status: 200, body: { code: 1000040343, msg: 'internal error' } });
  emulator.faults.add({ path, status: 502, body: '<html>Bad gateway</html>' });
  emulator.faults.add({ path, hang: true });
  await connected(join(emulator, app, {}, { timing: { ...quick, requestMs: 150 } }));
  expect(emulator.log.matching('POST', path)).toHaveLength(4);
});

test('nothing secret is logged', async () => {
  const host = new TestHost();
  const emulator = await startEmulator();
  const app = emulator.user.createApp();
  const joined = join(emulator, app, {}, { host });
  await connected(joined);
  emulator.connections.drop();
  await host.until(() => joined.channel.status().state === 'connecting', 'the loss to be noticed');
  await connected(joined);
  expect(host.lines.join('\n')).not.toMatch(/ticket|access_key/);
  expect(host.lines.join('\n')).not.toContain(app.appSecret);
});

test('a stopped channel is off, stays off, and may be stopped again', async () => {
  const { emulator, app, channel } = await connectedChannel();
  await channel.stop();
  await channel.stop();
  await emulator.waitForConnections(app.appId, 0);
  expect(channel.status().state).toBe('off');
  const asked = emulator.log.entries.length;
  channel.start();
  expect(channel.status().state).toBe('off');
  expect(emulator.log.entries).toHaveLength(asked);
});
