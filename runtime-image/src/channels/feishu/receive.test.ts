import { expect, test } from 'vitest';
import { connected, connectedChannel, eventually, join, startEmulator } from './testing.ts';

test('a message is acknowledged only after the host has stored it', async () => {
  const { emulator, app, host } = await connectedChannel();
  const store = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  host.receives = () => {
    asked.resolve();
    return store.promise;
  };
  const { message, delivered } = emulator.user.sendText(app, '你好');
  await asked.promise;
  let acknowledged = false;
  void delivered.then(() => (acknowledged = true));
  expect(emulator.state.pending.size).toBe(1);
  expect(acknowledged).toBe(false);
  store.resolve();
  expect(await delivered).toMatchObject([{ outcome: 'acknowledged', code: 200 }]);
  expect(host.messages).toMatchObject([
    { messageId: message.messageId, channel: 'feishu', accountId: 'default', text: '你好' },
  ]);
});

test('a message that could not be stored is pushed again', async () => {
  const { emulator, app, host } = await connectedChannel();
  host.receives = async () => {
    host.receives = async () => {};
    throw new Error('disk full');
  };
  const [delivery] = await emulator.user.sendText(app, '你好').delivered;
  expect(delivery).toMatchObject({ outcome: 'acknowledged', pushes: 2 });
  expect(host.messages.map(({ text }) => text)).toEqual(['你好']);
});

test('a second push of the same message reaches the host under the same id, which knows it', async () => {
  const { emulator, app, host } = await connectedChannel();
  const { message, delivered } = emulator.user.sendText(app, 'once');
  await delivered;
  await emulator.user.pushAgain(message.messageId);
  await emulator.user.pushAgain(message.messageId, { newEventId: true });
  expect(host.messages.map(({ messageId }) => messageId)).toEqual(Array(3).fill(message.messageId));
});

test('a long message in four fragments arrives whole', async () => {
  const { emulator, app, host } = await connectedChannel();
  emulator.connections.shape.fragments = 4;
  const text = '长消息'.repeat(5000);
  await emulator.user.sendText(app, text).delivered;
  expect(host.messages[0]!.text).toBe(text);
});

test('in a group the own mention is removed and recognised by open_id', async () => {
  const { emulator, app, host } = await connectedChannel();
  await emulator.user.sendText(app, '@小池 今天星期几', { chat: 'group' }).delivered;
  expect(host.messages[0]).toMatchObject({ text: '今天星期几', mentionsBot: true, chat: { kind: 'group' } });
});

test('events without a use are acknowledged without a warning', async () => {
  const { emulator, app, host } = await connectedChannel();
  const { message, delivered } = emulator.user.sendText(app, 'x');
  await delivered;
  const deliveries = await emulator.user.react(message.messageId, 'OK');
  for (const delivery of deliveries) expect(delivery).toMatchObject({ outcome: 'acknowledged', code: 200 });
  expect(host.lines).toEqual([]);
});

test('of two clients of one app, exactly one gets each message', async () => {
  const emulator = await startEmulator();
  const app = emulator.user.createApp();
  const one = join(emulator, app);
  const other = join(emulator, app);
  await Promise.all([connected(one), connected(other)]);
  await emulator.waitForConnections(app.appId, 2);
  for (let n = 0; n < 20; n++) await emulator.user.sendText(app, `message ${n}`).delivered;
  const texts = [...one.host.messages, ...other.host.messages].map(({ text }) => text);
  expect(texts).toHaveLength(20);
  expect(new Set(texts).size).toBe(20);
});

test('what is being stored when the channel stops is still acknowledged; what comes later goes to the next one', async () => {
  const { emulator, app, channel, host } = await connectedChannel({}, { ackTimeoutMs: 1000 });
  const asked = Promise.withResolvers<void>();
  const stored = Promise.withResolvers<void>();
  host.receives = () => {
    asked.resolve();
    return stored.promise;
  };
  const first = emulator.user.sendText(app, 'being stored');
  await asked.promise;
  const stopped = channel.stop();
  const late = emulator.user.sendText(app, 'too late');
  await eventually(() => host.lines.some((line) => line.includes('the channel is closing'))).toBe(true);
  stored.resolve();
  await stopped;
  const next = join(emulator, app);
  expect(await first.delivered).toMatchObject([{ outcome: 'acknowledged', pushes: 1 }]);
  expect(await late.delivered).toMatchObject([{ outcome: 'acknowledged', pushes: 2 }]);
  expect(host.messages.map(({ text }) => text)).toEqual(['being stored']);
  expect(next.host.messages.map(({ text }) => text)).toEqual(['too late']);
});

test('the names of people come from the platform when the app may see them, without delaying a message', async () => {
  const emulator = await startEmulator();
  const app = emulator.user.createApp();
  app.scopes.push('contact:user.base:readonly');
  const joined = join(emulator, app);
  await connected(joined);
  await emulator.user.sendText(app, 'first').delivered;
  await eventually(() => emulator.log.matching('GET', /contact/)[0]?.status).toBe(200);
  await emulator.user.sendText(app, 'second').delivered;
  const [first, second] = joined.host.messages;
  expect(first!.sender.name).toBe(first!.sender.id.slice(-6));
  expect(second!.sender.name).toBe('沙盒用户');
});

test('an app that may not see names asks once', async () => {
  const { emulator, app } = await connectedChannel();
  await emulator.user.sendText(app, 'one').delivered;
  await eventually(() => emulator.log.matching('GET', /contact/)[0]?.status).toBeGreaterThan(0);
  await emulator.user.sendText(app, 'two').delivered;
  await emulator.user.sendText(app, '@小池 three', { chat: 'group', from: 'colleague' }).delivered;
  expect(emulator.log.matching('GET', /contact/)).toHaveLength(1);
});
