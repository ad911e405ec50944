import { expect, test } from 'vitest';
import { botMessages, connected, connectedChannel, join, shown, startEmulator, TestHost } from './testing.ts';

const greeting = '你好，我准备好了。';

async function greeted({
  channel,
  host,
}: {
  channel: { status(): { greeting: { state: string } } };
  host: TestHost;
}) {
  await host.until(() => channel.status().greeting.state === 'delivered', 'the greeting');
}

test('the owner is greeted once for all, restarts and reconnections included', async () => {
  const given = await connectedChannel({ greeting });
  const { emulator, app, host } = given;
  await greeted(given);
  const chat = emulator.state.privateChat(app, app.ownerId);
  expect(botMessages(emulator, chat.chatId).map((each) => shown(emulator, each).text)).toEqual([greeting]);
  emulator.connections.drop();
  await host.until(() => given.channel.status().state === 'connecting', 'the loss');
  await connected(given);
  await given.channel.stop();
  const again = join(emulator, app, { greeting }, { host: new TestHost(host.facts) });
  await connected(again);
  expect(again.channel.status().greeting.state).toBe('delivered');
  expect(emulator.log.matching('POST', '/open-apis/im/v1/messages')).toHaveLength(1);
});

test('killed between sending and remembering, the greeting still appears once', async () => {
  const given = await connectedChannel({ greeting });
  await greeted(given);
  const again = join(given.emulator, given.app, { greeting });
  await connected(again);
  await greeted(again);
  const chat = given.emulator.state.privateChat(given.app, given.app.ownerId);
  expect(botMessages(given.emulator, chat.chatId)).toHaveLength(1);
});

test('an owner outside the availability range is told so, and greeted once the range is widened', async () => {
  const emulator = await startEmulator();
  const app = emulator.user.createApp();
  app.visibleTo = [];
  const joined = join(emulator, app, { greeting });
  const { channel, host } = joined;
  await host.until(() => channel.status().greeting.state === 'failed', 'the refusal');
  expect(channel.status()).toMatchObject({ state: 'connected', code: '' });
  expect(channel.status().greeting.reason).toContain('可用范围');
  app.visibleTo = 'all';
  await greeted(joined);
  expect(channel.status().greeting).toEqual({ state: 'delivered', reason: '' });
});

test('without an owner or a text there is no greeting', async () => {
  const ownerless = await connectedChannel({ greeting, ownerId: null });
  const mute = await connectedChannel({ greeting: null });
  expect(ownerless.channel.status().greeting.state).toBe('none');
  expect(mute.channel.status().greeting.state).toBe('none');
});

test('a message of our own accord reaches a person or a chat, once per key', async () => {
  const { emulator, app, channel, ownerId } = await connectedChannel();
  const { chatId } = emulator.state.privateChat(app, app.ownerId);
  await channel.send({ userId: ownerId }, { text: 'to you', files: [] }, 'k1');
  await channel.send({ userId: ownerId }, { text: 'to you', files: [] }, 'k1');
  await channel.send({ chatId }, { text: '**to the chat**', files: [] }, 'k2');
  expect(botMessages(emulator, chatId).map((each) => shown(emulator, each).text)).toEqual([
    'to you',
    '**to the chat**',
  ]);
});
