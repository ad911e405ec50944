import { Client, EventDispatcher, WSClient } from '@larksuiteoapi/node-sdk';
import { expect, test } from 'vitest';
import { openIdOf } from '../../../../e2e/emulators/feishu/ids.ts';
import type { FeishuEmulator } from '../../../../e2e/emulators/feishu/start.ts';
import type { App } from '../../../../e2e/emulators/feishu/entities.ts';
import { createCard, replaceCard, setStreaming, streamContent } from './cards.ts';
import { FeishuClient } from './client.ts';
import {
  addReaction,
  deleteMessage,
  patchMessage,
  removeReaction,
  replyMessage,
  sendMessage,
  userName,
} from './messages.ts';
import { renderCard, renderCardMessage, renderGrowingCard, renderText } from './render.ts';
import { startEmulator } from './testing.ts';
import { feishuTiming } from './timing.ts';

/** One business call, made by us and by the SDK's own client on equal ground. */
type Pair = {
  ours: (client: FeishuClient) => Promise<unknown>;
  sdks: (client: Client) => Promise<unknown>;
};
type Ground = { emulator: FeishuEmulator; app: App; messageId: string; openId: string };

async function newGround(): Promise<Ground & { client: FeishuClient }> {
  const emulator = await startEmulator();
  const app = emulator.user.createApp();
  const { message } = emulator.user.sendText(app, 'hi');
  const openId = openIdOf(app.appId, app.ownerId);
  const client = new FeishuClient({ ...app, openUrl: emulator.url }, feishuTiming);
  return { emulator, app, messageId: message.messageId, openId, client };
}

const inert = { patienceMs: 0 };
const card = renderCard('**x**');
const growing = renderGrowingCard('x', 's');
const uuid = 'u'.repeat(43);
const text = renderText('hello');

/** Ids in a path are made by the emulator, so each pair names its own. */
const pairs: Record<string, (ground: Ground) => Pair> = {
  'bot info': () => ({
    ours: (client) => client.bot(),
    sdks: (client) => client.request({ method: 'GET', url: '/open-apis/bot/v3/info' }),
  }),
  send: ({ openId }) => ({
    ours: (client) => sendMessage(client, { type: 'open_id', id: openId }, text, { uuid, ...inert }),
    sdks: (client) =>
      client.im.v1.message.create({
        params: { receive_id_type: 'open_id' },
        data: { receive_id: openId, msg_type: 'text', content: text.content, uuid },
      }),
  }),
  reply: ({ messageId }) => ({
    ours: (client) => replyMessage(client, { messageId, inThread: false }, text, { uuid, ...inert }),
    sdks: (client) =>
      client.im.v1.message.reply({
        path: { message_id: messageId },
        data: { content: text.content, msg_type: 'text', uuid },
      }),
  }),
  'reply in a thread': ({ messageId }) => ({
    ours: (client) => replyMessage(client, { messageId, inThread: true }, text, { uuid, ...inert }),
    sdks: (client) =>
      client.im.v1.message.reply({
        path: { message_id: messageId },
        data: { content: text.content, msg_type: 'text', reply_in_thread: true, uuid },
      }),
  }),
  patch: ({ messageId }) => ({
    ours: (client) => patchMessage(client, messageId, renderCardMessage('x').content, 0),
    sdks: (client) =>
      client.im.v1.message.patch({
        path: { message_id: messageId },
        data: { content: renderCardMessage('x').content },
      }),
  }),
  delete: ({ messageId }) => ({
    ours: (client) => deleteMessage(client, messageId),
    sdks: (client) => client.im.v1.message.delete({ path: { message_id: messageId } }),
  }),
  'add a reaction': ({ messageId }) => ({
    ours: (client) => addReaction(client, messageId, 'Typing'),
    sdks: (client) =>
      client.im.v1.messageReaction.create({
        path: { message_id: messageId },
        data: { reaction_type: { emoji_type: 'Typing' } },
      }),
  }),
  'remove a reaction': ({ messageId }) => ({
    ours: (client) => removeReaction(client, messageId, 'ZCaCIjUBVVWSrm5L-3ZTw_-_', 0),
    sdks: (client) =>
      client.im.v1.messageReaction.delete({
        path: { message_id: messageId, reaction_id: 'ZCaCIjUBVVWSrm5L-3ZTw_-_' },
      }),
  }),
  'a person’s name': () => ({
    ours: (client) => userName(client, 'ou_1'),
    sdks: (client) =>
      client.contact.v3.user.get({ path: { user_id: 'ou_1' }, params: { user_id_type: 'open_id' } }),
  }),
  'create a card': () => ({
    ours: (client) => createCard(client, growing),
    sdks: (client) =>
      client.cardkit.v1.card.create({ data: { type: 'card_json', data: JSON.stringify(growing) } }),
  }),
  'stream a text': () => ({
    ours: (client) =>
      streamContent(client, {
        cardId: '71',
        elementId: 'stream_md',
        content: 'a\n"b"',
        sequence: 3,
        ...inert,
      }),
    sdks: (client) =>
      client.cardkit.v1.cardElement.content({
        path: { card_id: '71', element_id: 'stream_md' },
        data: { content: 'a\n"b"', sequence: 3 },
      }),
  }),
  'end streaming': () => ({
    ours: (client) =>
      setStreaming(client, { cardId: '71', streaming: false, summary: 'done', sequence: 4, ...inert }),
    sdks: (client) =>
      client.cardkit.v1.card.settings({
        path: { card_id: '71' },
        data: {
          settings: JSON.stringify({ config: { streaming_mode: false, summary: { content: 'done' } } }),
          sequence: 4,
        },
      }),
  }),
  'replace a card': () => ({
    ours: (client) => replaceCard(client, { cardId: '71', card, sequence: 5, ...inert }),
    sdks: (client) =>
      client.cardkit.v1.card.update({
        path: { card_id: '71' },
        data: { card: { type: 'card_json', data: JSON.stringify(card) }, sequence: 5 },
      }),
  }),
};

/** With a token cache of its own: the SDK's default one belongs to the whole process. */
function sdkClient(emulator: FeishuEmulator, { appId, appSecret }: App): Client {
  const quiet = () => {};
  const logger = { error: quiet, warn: quiet, info: quiet, debug: quiet, trace: quiet };
  const cache = { get: async () => undefined, set: async () => true };
  return new Client({ appId, appSecret, domain: emulator.url, logger, cache });
}

const isToken = (path: string) => path.includes('tenant_access_token');

/** What the platform sees of the business call and of the question for the token. */
function seen({ emulator }: Ground, from: number) {
  const entries = emulator.log.entries.slice(from).map((entry) => ({
    method: entry.method,
    path: entry.path,
    query: entry.query,
    body: entry.body ? (JSON.parse(entry.body) as unknown) : null,
    authorization: entry.headers.authorization,
    contentType: entry.body ? entry.headers['content-type']?.toString().split(';')[0] : undefined,
  }));
  return {
    token: entries.find(({ path }) => isToken(path)),
    call: entries.find(({ path }) => !isToken(path)),
  };
}

test.each(Object.keys(pairs))('%s goes out as the SDK would send it', async (name) => {
  const ground = await newGround();
  const { emulator, app, client } = ground;
  const { ours, sdks } = pairs[name]!(ground);
  const first = emulator.log.entries.length;
  await ours(client).catch(() => {});
  const second = emulator.log.entries.length;
  await sdks(sdkClient(emulator, app)).catch(() => {});
  const [we, they] = [seen(ground, first), seen(ground, second)];
  expect(we.call).toBeDefined();
  expect(we).toEqual(they);
  client.close();
});

test('the question for the long connection’s address goes out as the SDK would send it', async () => {
  const { emulator, app, client } = await newGround();
  await client.endpoint();
  const quiet = () => {};
  const logger = { error: quiet, warn: quiet, info: quiet, debug: quiet, trace: quiet };
  const ready = Promise.withResolvers<void>();
  const { appId, appSecret } = app;
  const sdk = new WSClient({
    appId,
    appSecret,
    domain: emulator.url,
    logger,
    onReady: () => ready.resolve(),
  });
  await sdk.start({ eventDispatcher: new EventDispatcher({ logger }) });
  await ready.promise;
  sdk.close({ force: true });
  const [we, they] = emulator.log
    .matching('POST', '/callback/ws/endpoint')
    .map(({ body, query, headers }) => ({
      body: JSON.parse(body) as unknown,
      query,
      locale: headers['locale'],
    }));
  expect(we).toEqual(they);
  client.close();
});
