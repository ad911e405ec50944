import type * as lark from '@larksuiteoapi/node-sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHmac } from 'node:crypto';
import { sdkClient, sdkConnection } from './testing.ts';
import { startFeishuEmulator, type FeishuEmulator } from './start.ts';
import type { App } from './entities.ts';

let emulator: FeishuEmulator;
let app: App;
let client: lark.Client;
beforeEach(async () => {
  emulator = await startFeishuEmulator({ now: () => 1_795_327_808_588, rateLimits: true });
  app = emulator.user.createApp({ name: 'Bot' });
  client = sdkClient(emulator, app);
});
afterEach(() => emulator.close());

const post = async (url: string, body: object): Promise<{ code: number; msg: string }> => {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  expect(response.status).toBe(200);
  return (await response.json()) as { code: number; msg: string };
};
const text = (words: string) => ({ msg_type: 'text', content: { text: words } });

test('a group robot takes texts and cards, and puts them into its group', async () => {
  const chat = emulator.user.createGroup('项目', []);
  const { url } = emulator.user.addRobot(chat);
  expect(await post(url, text('hi'))).toMatchObject({ code: 0, StatusCode: 0 });
  expect((await post(url, { msg_type: 'interactive', card: { elements: [] } })).code).toBe(0);
  expect(emulator.messagesOf(chat.chatId).map(({ msgType }) => msgType)).toEqual(['text', 'interactive']);
  expect((await post(`${url}x`, text('hi'))).code).toBe(19001);
  expect((await post(url, { msg_type: 'text', content: {} })).code).toBe(9499);
  expect((await post(url, text('x'.repeat(21_000)))).code).toBe(9499);
});

test('a robot with a secret wants a signature of this hour, one with keywords one of them', async () => {
  const chat = emulator.user.createGroup('项目', []);
  const { url } = emulator.user.addRobot(chat, { secret: 's' });
  const signed = (at: number) => ({
    timestamp: String(at),
    sign: createHmac('sha256', `${at}\ns`).update('').digest('base64'),
  });
  expect((await post(url, text('hi'))).code).toBe(19021);
  expect((await post(url, { ...signed(1_795_327_808), ...text('hi') })).code).toBe(0);
  expect((await post(url, { ...signed(1_795_327_808 - 3_700), ...text('hi') })).code).toBe(19021);
  const picky = emulator.user.addRobot(chat, { keywords: ['日报'] });
  expect((await post(picky.url, text('hi'))).code).toBe(19024);
});

test('the sixth message of a second is one too many for a robot', async () => {
  const { url } = emulator.user.addRobot(emulator.user.createGroup('项目', []));
  for (let sent = 0; sent < 5; sent += 1) expect((await post(url, text('hi'))).code).toBe(0);
  expect((await post(url, text('hi'))).code).toBe(11232);
});

test('a forwarding message is followed by what it forwards', async () => {
  const first = emulator.user.sendText(app, 'one').message;
  const { message } = emulator.user.forward(app, [first.messageId]);
  const read = await client.im.v1.message.get({ path: { message_id: message.messageId } });
  expect(read.data!.items).toMatchObject([
    { msg_type: 'merge_forward' },
    { message_id: first.messageId, upper_message_id: message.messageId, body: { content: '{"text":"one"}' } },
  ]);
});

test('in a topic group every message of a person is a topic, and the messages of a topic can be listed', async () => {
  const chat = emulator.user.createGroup('话题群', [app], { isTopicGroup: true });
  const { message } = emulator.user.sendText(app, 'topic', { chat: chat.chatId });
  const reply = emulator.user.sendText(app, 'more', {
    chat: chat.chatId,
    replyTo: message.messageId,
  }).message;
  expect(message.threadId).toMatch(/^omt_/);
  expect(reply.threadId).toBe(message.threadId);
  const params = { container_id_type: 'thread', container_id: message.threadId! };
  const listed = await client.im.v1.message.list({ params });
  expect(listed.data!.items!.map(({ message_id }) => message_id)).toEqual([
    message.messageId,
    reply.messageId,
  ]);
  const about = await client.im.v1.chat.get({ path: { chat_id: chat.chatId } });
  expect(about.data).toMatchObject({ name: '话题群', chat_mode: 'topic' });
});

test('a bot hears when its group is renamed or ended, if it has subscribed to that', async () => {
  app.events.push('im.chat.updated_v1', 'im.chat.disbanded_v1');
  const heard: unknown[] = [];
  const connection = sdkConnection(emulator, app, {
    'im.chat.updated_v1': (event: { after_change: { name: string } }) => heard.push(event.after_change.name),
    'im.chat.disbanded_v1': (event: { chat_id: string }) => heard.push(event.chat_id),
  });
  await connection.ready;
  const chat = emulator.user.createGroup('项目', [app]);
  await emulator.user.renameGroup(chat, '项目二');
  await emulator.user.disbandGroup(chat);
  expect(heard).toEqual(['项目二', chat.chatId]);
  const send = client.im.v1.message.create({
    params: { receive_id_type: 'chat_id' },
    data: { receive_id: chat.chatId, msg_type: 'text', content: '{"text":"x"}' },
  });
  await expect(send).rejects.toMatchObject({ response: { data: { code: 230045 } } });
  connection.client.close({ force: true });
});

test.each([
  [{ name: 'a.txt', bytes: Buffer.from('x') }, 'file'],
  [{ name: 'a.mp4', bytes: Buffer.from('x') }, 'media'],
  [{ name: '', bytes: Buffer.from('x'), as: 'voice' as const }, 'audio'],
  [{ name: 'a.png', bytes: Buffer.from('\x89PNG', 'latin1') }, 'image'],
])('a person sends %o as %s', (file, msgType) => {
  expect(emulator.user.sendFile(app, file).message.msgType).toBe(msgType);
});
