import { afterEach, beforeEach, expect, test } from 'vitest';
import type { App } from '../entities.ts';
import { sdkClient, sdkConnection } from '../testing.ts';
import { startFeishuEmulator, type FeishuEmulator } from '../start.ts';

let emulator: FeishuEmulator;
let app: App;
beforeEach(async () => {
  emulator = await startFeishuEmulator();
  app = emulator.user.createApp({ name: '<i>Bot' });
});
afterEach(() => emulator.close());

const get = async (path: string): Promise<string> => (await fetch(emulator.url + path)).text();
const post = (path: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(emulator.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const chatOf = (personId = 'user'): string => emulator.state.privateChat(app, personId).chatId;

test('the phone lists the bots of its person, with the name escaped and the sandbox labelled', async () => {
  const page = await get('/phone');
  expect(page).toContain('沙盒：模拟飞书 · Sandbox: simulated Feishu');
  expect(page).toContain('&lt;i&gt;Bot');
  expect(page).not.toContain('<i>Bot');
  expect(await get('/phone?as=lark-user')).toContain('还没有机器人');
});

test("what is typed arrives as the person's message and is escaped where it is shown", async () => {
  await post(`/phone/chats/${chatOf()}/messages`, { as: 'user', text: '<script>x</script>' });
  expect(emulator.messagesOf(chatOf())).toMatchObject([{ sender: { kind: 'person', id: 'user' } }]);
  const page = await get(`/phone/chats/${chatOf()}`);
  expect(page).toContain('&lt;script&gt;x&lt;/script&gt;');
});

test('markdown of a card is rendered without any of its HTML or script links', async () => {
  const content = '**bold** <img src=x onerror=alert(1)> [go](javascript:alert(1)) ![](http://x/y.png)';
  await sdkClient(emulator, app).im.v1.message.create({
    params: { receive_id_type: 'chat_id' },
    data: {
      receive_id: chatOf(),
      msg_type: 'interactive',
      content: JSON.stringify({ schema: '2.0', body: { elements: [{ tag: 'markdown', content }] } }),
    },
  });
  const page = await get(`/phone/chats/${chatOf()}`);
  expect(page).toContain('<strong>bold</strong>');
  expect(page).not.toMatch(/<img|href="javascript/);
});

test('an open page hears of every change of a message', async () => {
  const stream = await fetch(`${emulator.url}/phone/events`);
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  await reader.read();
  const { message } = emulator.user.sendText(app, 'live');
  const heard = (await reader.read()).value!;
  expect(heard).toContain('event: message-changed');
  expect(heard).toContain(message.messageId);
  await reader.cancel();
});

test("only one's own message can be withdrawn", async () => {
  const { message } = emulator.user.sendText(app, 'x');
  const path = `/phone/messages/${message.messageId}/withdraw`;
  expect((await post(path, { as: 'colleague' })).status).toBe(400);
  expect((await post(path, { as: 'user' })).status).toBe(200);
  expect(await get(`/phone/chats/${chatOf()}`)).toContain('消息已撤回');
});

test('a foreign page cannot type into the phone', async () => {
  const answer = await post(
    `/phone/chats/${chatOf()}/messages`,
    { as: 'user', text: 'x' },
    { origin: 'https://evil.example' },
  );
  expect(answer.status).toBe(403);
  expect(emulator.messagesOf(chatOf())).toEqual([]);
});

test('a bot is brought into the group, mentioned there, and taken out', async () => {
  const group = emulator.state.group('feishu').chatId;
  await post(`/phone/chats/${group}/members`, { as: 'user', appId: app.appId, member: true });
  await post(`/phone/chats/${group}/messages`, { as: 'user', text: `@${app.name} hi` });
  expect(emulator.messagesOf(group)).toMatchObject([{ mentions: [{ target: { id: app.appId } }] }]);
  await post(`/phone/chats/${group}/members`, { as: 'user', appId: app.appId, member: false });
  expect(emulator.state.chats.get(group)!.appIds).toEqual([]);
});

test('an app made by hand hears messages after bot, permissions and events, and events only while connected', async () => {
  const form = (path: string, fields: Record<string, string>): Promise<string> =>
    fetch(emulator.url + path, { method: 'POST', body: new URLSearchParams(fields) }).then((answer) =>
      answer.text(),
    );
  await form('/app', { name: '手工应用' });
  const made = [...emulator.state.apps.values()].at(-1)!;
  expect(made).toMatchObject({ name: '手工应用', scopes: [], events: [], botEnabled: false });
  const page = `/app/${made.appId}`;
  await form(page, { bot: 'on' });
  const scopes = JSON.stringify({ scopes: { tenant: ['im:message.p2p_msg:readonly', 'no:such'], user: [] } });
  expect(await form(page, { scopes })).toContain('未知 unknown: no:such');
  expect(await form(page, { events: 'save' })).toContain('无法保存');
  const seen = Promise.withResolvers<void>();
  const connection = sdkConnection(emulator, made, { 'im.message.receive_v1': () => seen.resolve() });
  await connection.ready;
  expect(await form(page, { events: 'save' })).toContain('已保存并订阅');
  emulator.user.sendText(made, 'x');
  await seen.promise;
  connection.client.close({ force: true });
});

test('a file chosen on the phone arrives in the chat, and is saved from there, never shown as a page', async () => {
  const send = (name: string, body: string) =>
    fetch(`${emulator.url}/phone/chats/${chatOf()}/files?as=user&name=${encodeURIComponent(name)}`, {
      method: 'POST',
      body,
    });
  expect((await send('报告.html', '<script>alert(1)</script>')).status).toBe(200);
  expect((await send('empty.txt', '')).status).toBe(400);
  const [message] = emulator.messagesOf(chatOf());
  expect(message).toMatchObject({ msgType: 'file', sender: { kind: 'person', id: 'user' } });
  const { file_key } = JSON.parse(message!.content) as { file_key: string };
  expect(await get(`/phone/chats/${chatOf()}`)).toContain(`href="/phone/resources/${file_key}"`);
  const saved = await fetch(`${emulator.url}/phone/resources/${file_key}`);
  expect(saved.headers.get('content-disposition')).toMatch(/^attachment/);
  expect(await saved.text()).toBe('<script>alert(1)</script>');
});
