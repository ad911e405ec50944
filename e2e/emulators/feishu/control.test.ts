import { afterEach, beforeEach, expect, test } from 'vitest';
import { sdkConnection } from './testing.ts';
import { startFeishuEmulator, type FeishuEmulator } from './start.ts';

let emulator: FeishuEmulator;
beforeEach(async () => {
  emulator = await startFeishuEmulator({ now: () => 1_795_327_808_588 });
});
afterEach(() => emulator.close());

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${emulator.url}/__emulator${path}`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const begin = async (): Promise<string> => {
  const response = await fetch(`${emulator.url}/oauth/v1/app/registration`, {
    method: 'POST',
    body: 'action=begin&archetype=PersonalAgent&auth_method=client_secret&request_user_info=open_id',
  });
  return ((await response.json()) as { user_code: string }).user_code;
};

test('another process can confirm a scan, send a message and read the chat', async () => {
  const code = await begin();
  const { body: approved } = await call('POST', `/registrations/${code}/approve`, { name: 'Bot' });
  const { body: sent } = await call('POST', `/apps/${String(approved['appId'])}/messages`, { text: '你好' });
  const { body: chat } = await call('GET', `/chats/${String(sent['chatId'])}/messages`);
  expect(chat['messages']).toMatchObject([{ messageId: sent['messageId'], content: '{"text":"你好"}' }]);
});

test('a refused code cannot be confirmed afterwards', async () => {
  const code = await begin();
  expect((await call('POST', `/registrations/${code}/deny`)).status).toBe(200);
  expect(await call('POST', `/registrations/${code}/approve`)).toMatchObject({
    status: 409,
    body: { reason: 'already_answered' },
  });
});

test('the clock moves for expiries', async () => {
  const code = await begin();
  const { body } = await call('POST', '/clock', { advanceMs: 600_000 });
  expect(body).toEqual({ now: 1_795_328_408_588 });
  expect(await call('POST', `/registrations/${code}/approve`)).toMatchObject({ body: { reason: 'expired' } });
});

test('a fault with headers strikes as often as it says and can be removed', async () => {
  const path = '/open-apis/bot/v3/info';
  const headers = { 'x-ogw-ratelimit-reset': '3' };
  const { body } = await call('POST', '/faults', {
    path: '/open-apis/*',
    status: 429,
    body: { code: 99991400 },
    headers,
    times: 0,
  });
  const struck = await fetch(emulator.url + path);
  expect([struck.status, struck.headers.get('x-ogw-ratelimit-reset')]).toEqual([429, '3']);
  await call('DELETE', `/faults/${String(body['id'])}`);
  expect((await fetch(emulator.url + path)).status).toBe(400);
  const { body: log } = await call('GET', '/log');
  expect(log['requests']).toMatchObject([
    { faulted: true, status: 429 },
    { faulted: false, status: 400 },
  ]);
});

test('connections can be listed and dropped', async () => {
  const app = emulator.user.createApp();
  const connection = sdkConnection(emulator, app);
  await connection.ready;
  expect((await call('GET', '/connections')).body['connections']).toMatchObject([{ appId: app.appId }]);
  expect((await call('DELETE', `/connections?appId=${app.appId}`)).body).toEqual({ dropped: 1 });
  connection.client.close({ force: true });
});

test('a page of another origin cannot drive it, and wrong input is told', async () => {
  const foreign = await call('POST', '/clock', { advanceMs: 1 }, { origin: 'https://evil.example' });
  expect(foreign.status).toBe(403);
  expect((await call('POST', '/clock', {})).status).toBe(400);
  expect((await call('POST', '/apps/cli_none/messages', { text: 'x' })).status).toBe(400);
});

test('only loopback is listened on', async () => {
  expect(emulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});
