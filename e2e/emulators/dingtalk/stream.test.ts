import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { redirectSdk, sdkClient, type DWClient, type DWClientDownStream } from './testing.ts';
import { startDingtalkEmulator, type DingtalkEmulator } from './start.ts';
import { cardTopic, robotTopic } from './user-side.ts';
import type { App } from './entities.ts';

const closing: (() => unknown)[] = [];
beforeEach(() => {
  // the SDK tells its story there
  const quiet = vi.spyOn(console, 'info').mockImplementation(() => {});
  closing.push(() => quiet.mockRestore());
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(options: Parameters<typeof startDingtalkEmulator>[0] = {}): Promise<DingtalkEmulator> {
  const emulator = await startDingtalkEmulator({ ackTimeoutMs: 60, ...options });
  closing.push(() => emulator.close(), redirectSdk(emulator));
  return emulator;
}

type Callback = Record<string, unknown> & { sessionWebhook: string };

async function connect(
  emulator: DingtalkEmulator,
  app: App,
  onMessage: (data: Callback, ack: () => void) => void = (_, ack) => ack(),
): Promise<DWClient> {
  const client = sdkClient(app);
  closing.push(() => client.disconnect());
  client.registerCallbackListener(robotTopic, ({ data, headers }: DWClientDownStream) =>
    onMessage(JSON.parse(data), () => client.socketCallBackResponse(headers.messageId, 'ok')),
  );
  await client.connect();
  await emulator.until(() => emulator.connections.count(app.clientId) > 0);
  return client;
}

test("a private message reaches the SDK's handler, is acknowledged, and the session's webhook answers it", async () => {
  const emulator = await start();
  const app = emulator.user.createApp();
  const seen: Callback[] = [];
  await connect(emulator, app, (data, ack) => (seen.push(data), ack()));
  const { message, conversation, delivered } = emulator.user.sendText(app, '你好');
  expect(await delivered).toMatchObject({ outcome: 'acknowledged', pushes: 1, data: { response: 'ok' } });
  expect(seen[0]).toMatchObject({
    ...{ msgId: message.id, conversationType: '1', msgtype: 'text', text: { content: '你好' } },
    ...{ robotCode: app.clientId, senderStaffId: 'staff-owner', senderNick: '小林' },
  });
  expect(seen[0]).not.toHaveProperty('isInAtList');
  const body = JSON.stringify({ msgtype: 'markdown', markdown: { title: 'a', text: '**hi**' } });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(seen[0]!.sessionWebhook, { method: 'POST', body, headers });
  expect(await answer.json()).toEqual({ errcode: 0, errmsg: 'ok' });
  expect(emulator.answersIn(conversation.id).map(emulator.textOf)).toEqual(['**hi**']);
  emulator.clock.advance(5_400_000);
  const late = await fetch(seen[0]!.sessionWebhook, { method: 'POST', body, headers });
  expect(await late.json()).toMatchObject({ errcode: 300_001 });
});

test('a group delivers what mentions the robot, with a leading space', async () => {
  const emulator = await start();
  const app = emulator.user.createApp();
  const seen: Callback[] = [];
  await connect(emulator, app, (data, ack) => (seen.push(data), ack()));
  expect(
    await emulator.user.sendText(app, 'not for you', { group: 'G', mention: false }).delivered,
  ).toBeNull();
  await emulator.user.sendText(app, 'for you', { group: 'G' }).delivered;
  expect(seen).toMatchObject([
    { conversationType: '2', conversationTitle: 'G', isInAtList: true, text: { content: ' for you' } },
  ]);
});

test('a push without an acknowledgement comes again with the same data, until it is given up', async () => {
  const emulator = await start({ pushesMax: 3 });
  const app = emulator.user.createApp();
  const seen: unknown[] = [];
  await connect(emulator, app, (data) => seen.push(data['msgId']));
  const { message, delivered } = emulator.user.sendText(app, 'x');
  expect(await delivered).toMatchObject({ outcome: 'given-up', pushes: 3 });
  expect(seen).toEqual([message.id, message.id, message.id]);
});

test('every event is covered by EVENT *, callbacks only by their name', async () => {
  const emulator = await start();
  const app = emulator.user.createApp();
  const client = await connect(emulator, app);
  const events: string[] = [];
  client.registerAllEventListener(({ headers }) => {
    events.push(headers.eventType!);
    return { status: 'SUCCESS' as never };
  });
  expect(await emulator.user.happen(app, 'user_add_org', {})).toMatchObject({ outcome: 'acknowledged' });
  expect(events).toEqual(['user_add_org']);
  const person = emulator.user.person('s');
  expect(await emulator.user.press(app, 'card-1', person, 'ok')).toMatchObject({ outcome: 'not-subscribed' });
  const second = sdkClient(app);
  closing.push(() => second.disconnect());
  second.registerCallbackListener(cardTopic, ({ headers }) => second.send(headers.messageId, { done: true }));
  await second.connect();
  expect(await emulator.user.press(app, 'card-1', person, 'ok')).toMatchObject({ data: { done: true } });
});

test('a ticket opens one connection, for a minute, and only with the right secret', async () => {
  const emulator = await start();
  const app = emulator.user.createApp();
  const open = (secret: string, accept = 'application/json') =>
    fetch(`${emulator.url}/v1.0/gateway/connections/open`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify({
        ...{ clientId: app.clientId, clientSecret: secret, ua: '' },
        subscriptions: [{ type: 'CALLBACK', topic: robotTopic }],
      }),
    });
  expect((await open('wrong')).status).toBe(401);
  expect(await (await open(app.clientSecret, '*/*')).text()).toContain('<ticket>');
  const handshake = (ticket: string): Promise<'open' | 'refused'> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`${emulator.url.replace('http', 'ws')}/connect?ticket=${ticket}`);
      socket.onopen = () => resolve('open');
      socket.onerror = () => resolve('refused');
    });
  const { ticket } = (await (await open(app.clientSecret)).json()) as { ticket: string };
  expect(await handshake(ticket)).toBe('open');
  expect(await handshake(ticket)).toBe('refused');
  const later = (await (await open(app.clientSecret)).json()) as { ticket: string };
  emulator.clock.advance(60_000);
  expect(await handshake(later.ticket)).toBe('refused');
});

test('pings are answered by the SDK; after a disconnect frame nothing new comes and the socket ends', async () => {
  const emulator = await start({ disconnectMs: 30, ackTimeoutMs: 10_000 });
  const app = emulator.user.createApp();
  const client = await connect(emulator, app);
  emulator.connections.ping();
  await expect.poll(() => emulator.connections.pongs).toBe(1);
  emulator.connections.disconnect(app.clientId);
  const { delivered } = emulator.user.sendText(app, 'meanwhile');
  await emulator.until(() => emulator.connections.openCount(app.clientId) === 0);
  expect(client.connected).toBe(false);
  await connect(emulator, app);
  expect(await delivered).toMatchObject({ outcome: 'acknowledged', pushes: 1 });
});
