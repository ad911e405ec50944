import type * as lark from '@larksuiteoapi/node-sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sdkClient, sdkConnection } from './testing.ts';
import { startFeishuEmulator, type FeishuEmulator } from './start.ts';
import type { App } from './entities.ts';

let emulator: FeishuEmulator;
let app: App;
let client: lark.Client;
beforeEach(async () => {
  emulator = await startFeishuEmulator({ now: () => 0 });
  app = emulator.user.createApp({ name: 'Bot' });
  client = sdkClient(emulator, app);
});
afterEach(() => emulator.close());

const streamingCard = (
  elements: object[] = [{ tag: 'markdown', element_id: 'stream_md', content: '' }],
): string =>
  JSON.stringify({ schema: '2.0', config: { streaming_mode: true, update_multi: true }, body: { elements } });
const create = async (data = streamingCard()): Promise<{ code?: number | undefined; id: string }> => {
  const made = await client.cardkit.v1.card.create({ data: { type: 'card_json', data } });
  return { code: made.code, id: made.data?.card_id ?? '' };
};
const send = (cardId: string, to: string) =>
  client.im.v1.message.reply({
    path: { message_id: to },
    data: { msg_type: 'interactive', content: JSON.stringify({ type: 'card', data: { card_id: cardId } }) },
  });
const write = (id: string, content: string, sequence: number, element = 'stream_md') =>
  client.cardkit.v1.cardElement.content({
    path: { card_id: id, element_id: element },
    data: { content, sequence },
  });
const settings = (id: string, config: object, sequence: number) =>
  client.cardkit.v1.card.settings({
    path: { card_id: id },
    data: { settings: JSON.stringify({ config }), sequence },
  });

test('the whole sequence of a streaming answer: create, reply, write, close', async () => {
  const { message } = emulator.user.sendText(app, '讲个故事');
  const { id } = await create();
  expect(id.length).toBeLessThanOrEqual(20);
  const sent = await send(id, message.messageId);
  expect((await write(id, '从前', 1)).code).toBe(0);
  expect((await write(id, '从前有座山', 2)).code).toBe(0);
  expect((await settings(id, { streaming_mode: false, summary: { content: '故事' } }, 3)).code).toBe(0);
  const card = emulator.state.cards.get(id)!;
  expect(card).toMatchObject({ messageId: sent.data!.message_id, sequence: 3, streamingSince: null });
  expect(JSON.stringify(card.json)).toContain('从前有座山');
});

test.each([0, -1, 1.5])('sequence %s is 300317', async (sequence) => {
  const { id } = await create();
  expect((await write(id, 'x', sequence)).code).toBe(300317);
});

test('a repeated or older sequence is 300317 and changes nothing', async () => {
  const { id } = await create();
  await write(id, 'five', 5);
  expect((await write(id, 'again', 5)).code).toBe(300317);
  expect((await write(id, 'older', 4)).code).toBe(300317);
  expect(JSON.stringify(emulator.state.cards.get(id)!.json)).toContain('five');
});

test('streaming ends by itself after ten minutes: 300309, until switched on again', async () => {
  const { id } = await create();
  emulator.clock.advance(599_999);
  expect((await write(id, 'in time', 1)).code).toBe(0);
  emulator.clock.advance(1);
  expect((await write(id, 'late', 2)).code).toBe(300309);
  await settings(id, { streaming_mode: true }, 3);
  expect((await write(id, 'again', 4)).code).toBe(0);
});

test('text for a card that does not stream is 300309', async () => {
  const { id } = await create();
  await settings(id, { streaming_mode: false }, 1);
  expect((await write(id, 'x', 2)).code).toBe(300309);
});

test("an unknown card or element is 300313, another app's card too", async () => {
  const { id } = await create();
  expect((await write('7000000000000000000', 'x', 1)).code).toBe(300313);
  expect((await write(id, 'x', 1, 'none')).code).toBe(300313);
  const stranger = sdkClient(emulator, emulator.user.createApp());
  const answer = await stranger.cardkit.v1.cardElement.content({
    path: { card_id: id, element_id: 'stream_md' },
    data: { content: 'x', sequence: 1 },
  });
  expect(answer.code).toBe(300313);
});

test('element ids must be unique and well-formed: 300301', async () => {
  const element = { tag: 'markdown', element_id: 'a', content: '' };
  expect((await create(streamingCard([element, element]))).code).toBe(300301);
  expect((await create(streamingCard([{ ...element, element_id: '1a' }]))).code).toBe(300301);
});

test('a card entity can be sent once', async () => {
  const { message } = emulator.user.sendText(app, 'x');
  const { id } = await create();
  await send(id, message.messageId);
  await expect(send(id, message.messageId)).rejects.toMatchObject({ response: { data: { code: 230099 } } });
});

test('a whole card can be replaced, elements added, changed and removed', async () => {
  const { id } = await create();
  const replaced = await client.cardkit.v1.card.update({
    path: { card_id: id },
    data: {
      card: { type: 'card_json', data: streamingCard([{ tag: 'markdown', element_id: 'a', content: 'A' }]) },
      sequence: 1,
    },
  });
  expect(replaced.code).toBe(0);
  const elements = JSON.stringify([{ tag: 'markdown', element_id: 'b', content: 'B' }]);
  await client.cardkit.v1.cardElement.create({
    path: { card_id: id },
    data: { type: 'insert_before', target_element_id: 'a', elements, sequence: 2 },
  });
  await client.cardkit.v1.cardElement.patch({
    path: { card_id: id, element_id: 'b' },
    data: { partial_element: JSON.stringify({ content: 'B2' }), sequence: 3 },
  });
  await client.cardkit.v1.cardElement.delete({
    path: { card_id: id, element_id: 'a' },
    data: { sequence: 4 },
  });
  expect(emulator.state.cards.get(id)!.json).toMatchObject({
    body: { elements: [{ element_id: 'b', content: 'B2' }] },
  });
});

test('with the 400 transport the same error is thrown', async () => {
  const strict = await startFeishuEmulator({ cardErrorStatus: 400 });
  const other = sdkClient(strict, strict.user.createApp());
  const call = other.cardkit.v1.cardElement.content({
    path: { card_id: '7', element_id: 'a' },
    data: { content: 'x', sequence: 1 },
  });
  await expect(call).rejects.toMatchObject({ response: { status: 400, data: { code: 300313 } } });
  await strict.close();
});

test('a pressed button reaches the handler, and its answer brings toast and card', async () => {
  const connection = sdkConnection(emulator, app, {
    'card.action.trigger': (event: {
      action: { value: { go: string } };
      context: { open_message_id: string };
    }) => ({
      toast: { type: 'success', content: `went ${event.action.value.go}` },
      card: { type: 'raw', data: { elements: [{ tag: 'markdown', content: 'done' }] } },
    }),
  });
  await connection.ready;
  const sent = await client.im.v1.message.create({
    params: { receive_id_type: 'chat_id' },
    data: {
      receive_id: emulator.state.privateChat(app, 'user').chatId,
      msg_type: 'interactive',
      content: JSON.stringify({ elements: [{ tag: 'button', value: { go: 'north' } }] }),
    },
  });
  const messageId = sent.data!.message_id!;
  const delivery = await emulator.user.press(messageId, { tag: 'button', value: { go: 'north' } });
  expect(delivery?.data).toMatchObject({ toast: { content: 'went north' } });
  expect(emulator.state.messages.get(messageId)!.content).toContain('done');
  connection.client.close({ force: true });
});
