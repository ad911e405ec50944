import { Client } from '@larksuiteoapi/node-sdk';
import type * as lark from '@larksuiteoapi/node-sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openIdOf } from './ids.ts';
import { quiet, sdkClient } from './testing.ts';
import { startFeishuEmulator, type FeishuEmulator } from './start.ts';
import type { App } from './entities.ts';

let emulator: FeishuEmulator;
let app: App;
let client: lark.Client;
beforeEach(async () => {
  emulator = await startFeishuEmulator();
  app = emulator.user.createApp({ name: 'Bot' });
  client = sdkClient(emulator, app);
});
afterEach(() => emulator.close());

const text = (value: string): string => JSON.stringify({ text: value });
const toUser = (content: string, more: object = {}) =>
  client.im.v1.message.create({
    params: { receive_id_type: 'open_id' },
    data: { receive_id: openIdOf(app.appId, 'user'), msg_type: 'text', content, ...more },
  });
/** The body of a refusal that the SDK throws. */
const refusal = (
  call: Promise<unknown>,
): Promise<{ status: number; code: number; headers: Record<string, string> }> =>
  call.then(
    () => Promise.reject(new Error('was not refused')),
    (error: { response: { status: number; data: { code: number }; headers: Record<string, string> } }) => ({
      status: error.response.status,
      code: error.response.data.code,
      headers: error.response.headers,
    }),
  );

test('a sent message is in the private chat and can be read back', async () => {
  const { data } = await toUser(text('早'));
  expect(emulator.messagesOf(data!.chat_id!)).toMatchObject([
    { messageId: data!.message_id, content: text('早') },
  ]);
  const read = await client.im.v1.message.get({ path: { message_id: data!.message_id! } });
  expect(read.data!.items).toMatchObject([{ message_id: data!.message_id, body: { content: text('早') } }]);
});

test('a reply names its root and parent, also two levels deep', async () => {
  const { message } = emulator.user.sendText(app, 'question');
  const reply = (id: string, inThread = false) =>
    client.im.v1.message.reply({
      path: { message_id: id },
      data: { msg_type: 'text', content: text('answer'), reply_in_thread: inThread },
    });
  const first = await reply(message.messageId);
  expect(first.data).toMatchObject({ root_id: message.messageId, parent_id: message.messageId });
  const second = await reply(first.data!.message_id!, true);
  expect(second.data).toMatchObject({ root_id: message.messageId, parent_id: first.data!.message_id });
  expect(second.data!.thread_id).toMatch(/^omt_/);
});

test('the same uuid sends once, also when the first answer was lost; after an hour it sends again', async () => {
  emulator.faults.add({ path: '/open-apis/im/v1/messages', drop: 'response' });
  await expect(toUser(text('x'), { uuid: 'one' })).rejects.toMatchObject({ code: 'ECONNRESET' });
  const again = await toUser(text('x'), { uuid: 'one' });
  expect(emulator.messagesOf(again.data!.chat_id!)).toHaveLength(1);
  emulator.clock.advance(3_600_000);
  await toUser(text('x'), { uuid: 'one' });
  expect(emulator.messagesOf(again.data!.chat_id!)).toHaveLength(2);
});

test('a withdrawn message cannot be answered: 230011; one that never was: 231003', async () => {
  const { message } = emulator.user.sendText(app, 'gone');
  void emulator.user.withdraw(message.messageId);
  const reply = (id: string) =>
    client.im.v1.message.reply({ path: { message_id: id }, data: { msg_type: 'text', content: text('x') } });
  expect(await refusal(reply(message.messageId))).toMatchObject({ status: 400, code: 230011 });
  expect(await refusal(reply('om_none'))).toMatchObject({ code: 231003 });
});

test.each([
  ['an object as content', { content: { text: 'x' } }, 230001],
  ['content that is no JSON', { content: 'x' }, 230001],
  ['an unknown type', { msg_type: 'poem' }, 230001],
  ['an unknown receiver', { receive_id: 'ou_none' }, 230001],
  ['a uuid of 51 characters', { uuid: 'x'.repeat(51) }, 230001],
  ['a bare card_id', { msg_type: 'interactive', content: '{"card_id":"7"}' }, 230099],
])('%s is refused', async (_what, change, code) => {
  expect(await refusal(toUser(text('x'), change))).toMatchObject({ status: 400, code });
});

test('four tables in a card are refused with the inner code 11310', async () => {
  const table = '| a | b |\n|---|---|\n| 1 | 2 |\n\n';
  const card = { schema: '2.0', body: { elements: [{ tag: 'markdown', content: table.repeat(4) }] } };
  const call = toUser(JSON.stringify(card), { msg_type: 'interactive' });
  await expect(call).rejects.toMatchObject({ response: { data: { msg: expect.stringContaining('11310') } } });
});

test('outside the availability range sending is 230013, without the bot ability 230006', async () => {
  app.visibleTo = ['colleague'];
  expect((await refusal(toUser(text('x')))).code).toBe(230013);
  app.visibleTo = 'all';
  app.botEnabled = false;
  expect((await refusal(toUser(text('x')))).code).toBe(230006);
  await expect(client.request({ method: 'GET', url: '/open-apis/bot/v3/info' })).rejects.toMatchObject({
    response: { data: { code: 230006 } },
  });
});

test('a group without the bot is 230002, a chat that never was 230045', async () => {
  const toChat = (id: string) =>
    client.im.v1.message.create({
      params: { receive_id_type: 'chat_id' },
      data: { receive_id: id, msg_type: 'text', content: text('x') },
    });
  expect((await refusal(toChat(emulator.state.group('feishu').chatId))).code).toBe(230002);
  expect((await refusal(toChat('oc_none'))).code).toBe(230045);
});

test('a missing permission is 99991672 with its names and a whole link', async () => {
  app.scopes = app.scopes.filter((scope) => !scope.startsWith('im:message'));
  const error = await toUser(text('x')).catch(
    (caught: { response: { data: unknown } }) => caught.response.data,
  );
  expect(error).toMatchObject({
    code: 99991672,
    msg: expect.stringMatching(new RegExp(`im:message:send_as_bot.*/app/${app.appId}/auth\\?q=`)),
  });
});

test('an expired token is 99991663, which the SDK does not heal by itself', async () => {
  await toUser(text('x'));
  emulator.clock.advance(7_200_000);
  expect((await refusal(toUser(text('x')))).code).toBe(99991663);
});

test('the same tenant token comes while half an hour is left on it, then a new one', async () => {
  const token = async (): Promise<string> => {
    const response = await fetch(`${emulator.url}/open-apis/auth/v3/tenant_access_token/internal`, {
      method: 'POST',
      body: JSON.stringify({ app_id: app.appId, app_secret: app.appSecret }),
    });
    return ((await response.json()) as { tenant_access_token: string }).tenant_access_token;
  };
  const first = await token();
  emulator.clock.advance(5_390_000);
  expect(await token()).toBe(first);
  emulator.clock.advance(20_000);
  expect(await token()).not.toBe(first);
});

test.each([
  ['a wrong secret', { appSecret: 'wrong' }, '10014'],
  ['an unknown app', { appId: 'cli_0000000000000000' }, '10003'],
])('%s is told with HTTP 200 and the SDK throws its code', async (_what, change, code) => {
  const other = sdkClient(emulator, { ...app, ...change });
  await expect(other.im.v1.message.get({ path: { message_id: 'om_x' } })).rejects.toThrow(code);
});

test("the SDK's own cache belongs to the whole process: a wrong secret works from it", async () => {
  const make = (appSecret: string) =>
    new Client({ appId: app.appId, appSecret, domain: emulator.url, logger: quiet });
  const info = (caller: lark.Client) => caller.request({ method: 'GET', url: '/open-apis/bot/v3/info' });
  await info(make(app.appSecret));
  expect(await info(make('wrong'))).toMatchObject({ code: 0, bot: { open_id: app.botOpenId } });
  await expect(info(sdkClient(emulator, { ...app, appSecret: 'wrong' }))).rejects.toThrow('10014');
});

test('the frequency limits count per chat and per API, and clear with time', async () => {
  const limited = await startFeishuEmulator({ rateLimits: true, now: () => 0 });
  const bot = limited.user.createApp();
  const other = sdkClient(limited, bot);
  const chatId = limited.state.privateChat(bot, 'user').chatId;
  const send = () =>
    other.im.v1.message.create({
      params: { receive_id_type: 'chat_id' },
      data: { receive_id: chatId, msg_type: 'text', content: text('x') },
    });
  for (let n = 0; n < 5; n++) await send();
  expect(await refusal(send())).toMatchObject({ status: 400, code: 230020 });
  for (let n = 0; n < 44; n++) await refusal(send());
  expect(await refusal(send())).toMatchObject({
    status: 429,
    code: 99991400,
    headers: { 'x-ogw-ratelimit-limit': '50', 'x-ogw-ratelimit-reset': '1' },
  });
  limited.clock.advance(1000);
  await send();
  await limited.close();
});

test('texts can be edited 20 times, then 230072', async () => {
  const { data } = await toUser(text('0'));
  const edit = (value: string) =>
    client.im.v1.message.update({
      path: { message_id: data!.message_id! },
      data: { msg_type: 'text', content: text(value) },
    });
  for (let n = 1; n <= 20; n++) await edit(String(n));
  expect((await refusal(edit('21'))).code).toBe(230072);
  expect(emulator.state.messages.get(data!.message_id!)!.content).toBe(text('20'));
});

test('a card can be patched when both versions are shared, and not otherwise', async () => {
  const card = (content: string, shared = true): string =>
    JSON.stringify({ config: { update_multi: shared }, elements: [{ tag: 'markdown', content }] });
  const patch = (id: string, content: string) =>
    client.im.v1.message.patch({ path: { message_id: id }, data: { content } });
  const shared = await toUser(card('a'), { msg_type: 'interactive' });
  expect((await patch(shared.data!.message_id!, card('b'))).code).toBe(0);
  expect((await refusal(patch(shared.data!.message_id!, card('c', false)))).code).toBe(230001);
  const alone = await toUser(card('a', false), { msg_type: 'interactive' });
  expect((await refusal(patch(alone.data!.message_id!, card('b')))).code).toBe(230001);
});

test('a withdrawn own message is gone for everyone', async () => {
  const { data } = await toUser(text('x'));
  const path = { message_id: data!.message_id! };
  await client.im.v1.message.delete({ path });
  expect(emulator.state.messages.get(path.message_id)!.withdrawn).toBe(true);
  expect((await refusal(client.im.v1.message.delete({ path }))).code).toBe(230011);
});

test('a reaction is added, listed and removed; its name is case-sensitive', async () => {
  const { message } = emulator.user.sendText(app, 'x');
  const path = { message_id: message.messageId };
  const create = (emoji_type: string) =>
    client.im.v1.messageReaction.create({ path, data: { reaction_type: { emoji_type } } });
  const made = await create('Typing');
  const listed = await client.im.v1.messageReaction.list({ path });
  expect(listed.data!.items).toMatchObject([{ reaction_type: { emoji_type: 'Typing' } }]);
  await client.im.v1.messageReaction.delete({ path: { ...path, reaction_id: made.data!.reaction_id! } });
  expect(message.reactions).toEqual([]);
  expect((await refusal(create('typing'))).code).toBe(231001);
});

test('HTTP 200 as transport of business errors is returned by the SDK, not thrown', async () => {
  const lenient = await startFeishuEmulator({ messageErrorStatus: 200 });
  const bot = lenient.user.createApp();
  const answer = await sdkClient(lenient, bot).im.v1.message.create({
    params: { receive_id_type: 'open_id' },
    data: { receive_id: 'ou_none', msg_type: 'text', content: text('x') },
  });
  expect(answer.code).toBe(230001);
  await lenient.close();
});

test('names of people need their permission', async () => {
  const get = () =>
    client.contact.v3.user.get({
      path: { user_id: openIdOf(app.appId, 'user') },
      params: { user_id_type: 'open_id' },
    });
  expect((await get()).data!.user).not.toHaveProperty('name');
  app.scopes.push('contact:user.base:readonly');
  expect((await get()).data!.user).toMatchObject({ name: '沙盒用户' });
});
