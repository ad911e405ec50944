import { afterEach, expect, test } from 'vitest';
import { sdkClient, sdkConnection, type SdkConnection } from './testing.ts';
import { startFeishuEmulator, type FeishuEmulator } from './start.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(options: Parameters<typeof startFeishuEmulator>[0] = {}): Promise<FeishuEmulator> {
  const emulator = await startFeishuEmulator(options);
  closing.push(() => emulator.close());
  return emulator;
}

function connect(...args: Parameters<typeof sdkConnection>): SdkConnection {
  const connection = sdkConnection(...args);
  closing.push(() => connection.client.close({ force: true }));
  return connection;
}

interface Received {
  event_id: string;
  app_id: string;
  sender: { sender_id: { open_id: string } };
  message: {
    message_id: string;
    chat_type: string;
    content: string;
    mentions?: { key: string; id: { open_id: string } }[];
  };
}

test("a private message reaches the SDK's handler and is acknowledged", async () => {
  const emulator = await start();
  const app = emulator.user.createApp({ name: 'Bot' });
  const seen: Received[] = [];
  await connect(emulator, app, { 'im.message.receive_v1': (data: Received) => void seen.push(data) }).ready;
  const [delivery] = await emulator.user.sendText(app, '你好').delivered;
  expect(delivery).toMatchObject({ outcome: 'acknowledged', code: 200, pushes: 1 });
  expect(seen).toHaveLength(1);
  expect(seen[0]).toMatchObject({
    app_id: app.appId,
    message: { chat_type: 'p2p', content: '{"text":"你好"}' },
  });
  expect(seen[0]!.message.mentions).toBeUndefined();
});

test("a mention in the group carries a placeholder and the bot's open_id", async () => {
  const emulator = await start();
  const app = emulator.user.createApp({ name: 'Bot' });
  const seen: Received[] = [];
  await connect(emulator, app, { 'im.message.receive_v1': (data: Received) => void seen.push(data) }).ready;
  await emulator.user.sendText(app, '@Bot hello', { chat: 'group' }).delivered;
  const info = await sdkClient(emulator, app).request({ method: 'GET', url: '/open-apis/bot/v3/info' });
  expect(seen[0]!.message).toMatchObject({ chat_type: 'group', content: '{"text":"@_user_1 hello"}' });
  expect(seen[0]!.message.mentions).toMatchObject([{ key: '@_user_1', id: { open_id: info.bot.open_id } }]);
});

test('a group message without a mention is not pushed unless the app may read all of them', async () => {
  const emulator = await start();
  const app = emulator.user.createApp({ name: 'Bot' });
  const texts: string[] = [];
  await connect(emulator, app, {
    'im.message.receive_v1': (data: Received) => void texts.push(data.message.content),
  }).ready;
  expect(await emulator.user.sendText(app, 'not for you', { chat: 'group' }).delivered).toEqual([]);
  app.scopes.push('im:message.group_msg');
  expect(await emulator.user.sendText(app, 'for all', { chat: 'group' }).delivered).toHaveLength(1);
  expect(texts).toEqual(['{"text":"for all"}']);
});

test('an event in four fragments is joined by the SDK', async () => {
  const emulator = await start();
  const app = emulator.user.createApp();
  const seen: Received[] = [];
  await connect(emulator, app, { 'im.message.receive_v1': (data: Received) => void seen.push(data) }).ready;
  emulator.connections.shape.fragments = 4;
  await emulator.user.sendText(app, '长消息'.repeat(500)).delivered;
  expect(seen[0]!.message.content).toBe(JSON.stringify({ text: '长消息'.repeat(500) }));
});

test('an event that is not acknowledged in time comes again with the same event id', async () => {
  const emulator = await start({ ackTimeoutMs: 50 });
  const app = emulator.user.createApp();
  const ids: string[] = [];
  const hold = Promise.withResolvers<void>();
  await connect(emulator, app, {
    'im.message.receive_v1': (data: Received) => {
      ids.push(data.event_id);
      return ids.length === 1 ? hold.promise : undefined;
    },
  }).ready;
  const [delivery] = await emulator.user.sendText(app, 'slow').delivered;
  hold.resolve();
  expect(delivery).toMatchObject({ outcome: 'acknowledged', pushes: 2 });
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
});

test('a handler that throws is answered with 500 and the event comes again, five times at most', async () => {
  const emulator = await start({ ackTimeoutMs: 20 });
  const app = emulator.user.createApp();
  let calls = 0;
  await connect(emulator, app, {
    'im.message.receive_v1': () => {
      calls += 1;
      throw new Error('broken');
    },
  }).ready;
  const [delivery] = await emulator.user.sendText(app, 'x').delivered;
  expect(delivery).toMatchObject({ outcome: 'given-up', pushes: 5 });
  expect(calls).toBe(5);
});

test("an event nobody handles is acknowledged with the SDK's note", async () => {
  const emulator = await start();
  const app = emulator.user.createApp();
  await connect(emulator, app).ready;
  const [delivery] = await emulator.user.sendText(app, 'x').delivered;
  expect(delivery).toMatchObject({ outcome: 'acknowledged', data: 'no im.message.receive_v1 event handle' });
});

test('a message sent while no connection is open arrives after connecting', async () => {
  const emulator = await start();
  const app = emulator.user.createApp();
  const sent = emulator.user.sendText(app, 'waiting');
  const seen: Received[] = [];
  connect(emulator, app, { 'im.message.receive_v1': (data: Received) => void seen.push(data) });
  await sent.delivered;
  expect(seen.map(({ message }) => message.message_id)).toEqual([sent.message.messageId]);
});

test('a dropped connection comes back and gets what was missed', async () => {
  const emulator = await start();
  const app = emulator.user.createApp();
  const seen: string[] = [];
  const connection = connect(emulator, app, {
    'im.message.receive_v1': (data: Received) => void seen.push(data.message.content),
  });
  await connection.ready;
  expect(emulator.connections.drop(app.appId)).toBe(1);
  await emulator.waitForConnections(app.appId, 0);
  const sent = emulator.user.sendText(app, 'missed');
  await sent.delivered;
  expect(seen).toEqual(['{"text":"missed"}']);
});

test('with two connections each event goes to one of them at random', async () => {
  const emulator = await start();
  const app = emulator.user.createApp();
  const counts = [0, 0];
  for (const index of [0, 1]) {
    await connect(emulator, app, { 'im.message.receive_v1': () => void counts[index]!++ }).ready;
  }
  for (let n = 0; n < 40; n++) await emulator.user.sendText(app, `n${n}`).delivered;
  expect(counts[0]! + counts[1]!).toBe(40);
  expect(Math.min(...counts)).toBeGreaterThan(0);
});

test('the 51st connection of an app is refused with its code', async () => {
  const emulator = await start();
  const app = emulator.user.createApp();
  for (let n = 0; n < 50; n++) connect(emulator, app);
  await emulator.waitForConnections(app.appId, 50);
  const error = await connect(emulator, app).failed;
  expect(error.message).toContain('1000040350');
});

test('a wrong secret fails for good, and an answer without data would be retried', async () => {
  const emulator = await start();
  const app = emulator.user.createApp();
  const error = await connect(emulator, { ...app, appSecret: 'wrong' }).failed;
  expect(error.message).toContain('1000040345');

  emulator.faults.add({ path: '/callback/ws/endpoint', status: 200, body: { code: 1000040345, msg: 'x' } });
  const second = connect(emulator, app);
  await expect
    .poll(
      () =>
        second.client.getConnectionStatus().reconnectAttempts +
        Number(second.client.getReconnectInfo().nextConnectTime > 0),
    )
    .toBeGreaterThan(0);
  expect(second.client.getConnectionStatus().state).not.toBe('failed');
});

test('a ping is answered with the client configuration, and silence kills the connection of a client that watches', async () => {
  const emulator = await start({
    clientConfig: { ReconnectCount: -1, ReconnectInterval: 1, ReconnectNonce: 0, PingInterval: 0.2 },
  });
  const app = emulator.user.createApp();
  const connection = connect(emulator, app, {}, { wsConfig: { pingTimeout: 0.1 } });
  await connection.ready;
  emulator.connections.setSilent(true);
  await emulator.waitForConnections(app.appId, 0);
  emulator.connections.setSilent(false);
  await emulator.waitForConnections(app.appId, 1);
  expect(connection.client.getConnectionStatus().state).toBe('connected');
});

test('a socket ticket works once', async () => {
  const emulator = await start();
  const app = emulator.user.createApp();
  const url = `${emulator.url.replace('http', 'ws')}/ws/v2?${emulator.connections.issueTicket(app.appId)}`;
  const open = (): Promise<string> =>
    new Promise((resolve) => {
      const socket = new WebSocket(url);
      closing.push(() => socket.close());
      socket.onopen = () => resolve('open');
      socket.onerror = () => resolve('refused');
    });
  expect(await open()).toBe('open');
  expect(await open()).toBe('refused');
});

test('the SDK drops frames of type card: they are never acknowledged', async () => {
  const emulator = await start({ ackTimeoutMs: 20, pushesMax: 2 });
  const app = emulator.user.createApp();
  let calls = 0;
  await connect(emulator, app, { 'im.message.receive_v1': () => void calls++ }).ready;
  emulator.connections.shape.type = 'card';
  expect(await emulator.user.sendText(app, 'x').delivered).toMatchObject([
    { outcome: 'given-up', pushes: 2 },
  ]);
  expect(calls).toBe(0);
});

test('the endpoint refuses an app id of the wrong form like any unknown one', async () => {
  const emulator = await start();
  const response = await fetch(`${emulator.url}/callback/ws/endpoint`, {
    method: 'POST',
    body: JSON.stringify({ AppID: 'app_1', AppSecret: 'x' }),
  });
  expect(await response.json()).toEqual({ code: 1000040345, msg: expect.any(String), data: {} });
});
