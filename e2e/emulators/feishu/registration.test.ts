import * as lark from '@larksuiteoapi/node-sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { redirectSdk } from './testing.ts';
import { startFeishuEmulator, type FeishuEmulator, type StartFeishu } from './start.ts';

let emulator: FeishuEmulator;
let restore: () => void;
let now = 1_795_327_808_588;

async function start(options: StartFeishu = {}): Promise<void> {
  emulator = await startFeishuEmulator({ pollIntervalSeconds: 0.02, ...options });
  restore = redirectSdk(emulator);
}
beforeEach(() => {
  now = 1_795_327_808_588;
});
afterEach(async () => {
  restore();
  await emulator.close();
});

interface Run {
  url: Promise<string>;
  statuses: string[];
  result: Promise<Awaited<ReturnType<typeof lark.registerApp>>>;
}

function register(options: Partial<Parameters<typeof lark.registerApp>[0]> = {}): Run {
  const url = Promise.withResolvers<string>();
  const statuses: string[] = [];
  const result = lark.registerApp({
    onQRCodeReady: (qr) => url.resolve(qr.url),
    onStatusChange: ({ status }) => void statuses.push(status),
    ...options,
  });
  // Its rejections are plain objects; each test looks at them itself.
  result.catch(() => {});
  return { url: url.promise, statuses, result };
}

const post = async (
  fields: Record<string, string>,
  base = emulator.url,
): Promise<{ status: number; body: Record<string, unknown> }> => {
  const response = await fetch(`${base}/oauth/v1/app/registration`, {
    method: 'POST',
    body: new URLSearchParams(fields),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const begin = {
  action: 'begin',
  archetype: 'PersonalAgent',
  auth_method: 'client_secret',
  request_user_info: 'open_id',
};

test('init offers the client secret', async () => {
  await start();
  expect((await post({ action: 'init' })).body).toMatchObject({
    supported_auth_methods: expect.arrayContaining(['client_secret']),
  });
});

test('a confirmed scan gives the SDK credentials that work, and the owner as the new app sees them', async () => {
  await start();
  const run = register({ appPreset: { name: '{user}的助手' } });
  const url = await run.url;
  await expect.poll(() => run.statuses).toContain('polling');
  const approved = await emulator.user.approve(url);
  const result = await run.result;
  expect(result.client_id).toMatch(/^cli_[0-9a-f]{16}$/);
  expect(approved).toMatchObject({ ok: true, app: { appId: result.client_id, name: '沙盒用户的助手' } });
  const sent = emulator.user.sendText(emulator.state.apps.get(result.client_id)!, 'x');
  const chat = emulator.state.chats.get(sent.message.chatId)!;
  expect(emulator.state.personByOpenId(result.client_id, result.user_info!.open_id!)?.id).toBe(
    chat.personIds[0],
  );
});

test('the first poll is never told to slow down, an early second one is', async () => {
  await start({ now: () => now, pollIntervalSeconds: 5 });
  const { body } = await post(begin);
  const poll = { action: 'poll', device_code: String(body['device_code']) };
  expect(await post(poll)).toMatchObject({ status: 400, body: { error: 'authorization_pending' } });
  now += 1000;
  expect(await post(poll)).toMatchObject({ status: 400, body: { error: 'slow_down' } });
  now += 10_000;
  expect(await post(poll)).toMatchObject({ status: 400, body: { error: 'authorization_pending' } });
});

test('the SDK survives a slow_down with the same device code', async () => {
  await start();
  emulator.faults.add({
    path: '/oauth/v1/app/registration',
    bodyIncludes: 'action=poll',
    status: 400,
    body: { error: 'slow_down' },
  });
  const run = register();
  await expect.poll(() => run.statuses).toContain('slow_down');
  expect(emulator.user.registrationState(await run.url)).toBe('waiting');
});

test('a refusal ends with access_denied', async () => {
  await start();
  const run = register();
  emulator.user.deny(await run.url);
  await expect(run.result).rejects.toMatchObject({ code: 'access_denied' });
});

test('an expired code ends with expired_token, by the clock alone', async () => {
  await start({ codeLifeSeconds: 600 });
  const run = register();
  const url = await run.url;
  emulator.clock.advance(600_000);
  await expect(run.result).rejects.toMatchObject({ code: 'expired_token' });
  expect(await emulator.user.approve(url)).toEqual({ ok: false, reason: 'expired' });
});

test('one second before its end a code still works', async () => {
  await start({ now: () => now, codeLifeSeconds: 600 });
  const { body } = await post(begin);
  now += 599_000;
  expect(await emulator.user.approve(String(body['user_code']))).toMatchObject({ ok: true });
});

test('credentials are given once', async () => {
  await start({ now: () => now });
  const { body } = await post(begin);
  const poll = { action: 'poll', device_code: String(body['device_code']) };
  await emulator.user.approve(String(body['user_code']));
  expect(await post(poll)).toMatchObject({ status: 200, body: { client_id: expect.any(String) } });
  now += 10_000;
  expect(await post(poll)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  expect(await post({ action: 'poll', device_code: 'unknown' })).toMatchObject({
    body: { error: 'invalid_grant' },
  });
});

test('a scan without a decision is answered half-way, and the SDK keeps polling', async () => {
  await start({ now: () => now });
  const { body } = await post(begin);
  emulator.user.scan(String(body['user_code']));
  const answer = await post({ action: 'poll', device_code: String(body['device_code']) });
  expect(answer).toMatchObject({ status: 200, body: { user_info: { tenant_brand: 'feishu' } } });
  expect(answer.body).not.toHaveProperty('client_id');
});

test("a Lark user's secret comes only from Lark's host, to which the SDK switches at once", async () => {
  await start();
  const run = register();
  await emulator.user.approve(await run.url, { personId: 'lark-user' });
  const result = await run.result;
  expect(run.statuses).toContain('domain_switched');
  expect(result.user_info).toMatchObject({ tenant_brand: 'lark' });
  const body = JSON.stringify({ app_id: result.client_id, app_secret: result.client_secret });
  const token = (base: string): Promise<{ code: number }> =>
    fetch(`${base}/open-apis/auth/v3/tenant_access_token/internal`, { method: 'POST', body }).then(
      (response) => response.json() as Promise<{ code: number }>,
    );
  expect((await token(emulator.larkUrl)).code).toBe(0);
  expect((await token(emulator.url)).code).toBe(10003);
});

test('addons are decoded from the address: known names are granted, unknown ones dropped', async () => {
  await start();
  const run = register({
    addons: {
      scopes: { tenant: ['im:message.group_msg', 'im:no.such'] },
      events: { items: { tenant: ['im.chat.updated_v1'] } },
    },
  });
  const approved = await emulator.user.approve(await run.url);
  expect(approved.ok && approved.app.scopes).toContain('im:message.group_msg');
  expect(approved.ok && approved.app.scopes).not.toContain('im:no.such');
  expect(approved.ok && approved.app.events).toContain('im.chat.updated_v1');
});

test('with an app id the existing app is updated and its own credentials come back', async () => {
  await start();
  const app = emulator.user.createApp({ scopes: ['im:resource'] });
  const run = register({ appId: app.appId, addons: { preset: false, scopes: { tenant: ['im:message'] } } });
  await emulator.user.approve(await run.url);
  expect(await run.result).toMatchObject({ client_id: app.appId, client_secret: app.appSecret });
  expect(app.scopes).toEqual(['im:resource', 'im:message']);
});

test('createOnly wins over an app id', async () => {
  await start();
  const app = emulator.user.createApp();
  const run = register({ appId: app.appId, createOnly: true });
  await emulator.user.approve(await run.url);
  expect((await run.result).client_id).not.toBe(app.appId);
});

test("the caller's signal ends a run", async () => {
  await start();
  const controller = new AbortController();
  const run = register({ signal: controller.signal });
  await run.url;
  controller.abort();
  await expect(run.result).rejects.toMatchObject({ code: 'abort' });
});

const polls = { path: '/oauth/v1/app/registration', bodyIncludes: 'action=poll' };

test('a dropped connection ends a run with its network error', async () => {
  await start();
  emulator.faults.add({ ...polls, drop: 'request' });
  await expect(register().result).rejects.toMatchObject({ code: 'ECONNRESET' });
});

test('a 502 with a JSON body does not end a run', async () => {
  await start();
  emulator.faults.add({ ...polls, status: 502, body: { message: 'bad gateway' } });
  const run = register();
  await emulator.user.approve(await run.url);
  expect((await run.result).client_secret).toEqual(expect.any(String));
});

test('the page behind the QR confirms and refuses', async () => {
  await start();
  const run = register({ appPreset: { name: '<b>名' } });
  const url = await run.url;
  const page = await (await fetch(url)).text();
  expect(page).toContain('&lt;b&gt;名');
  expect(page).not.toContain('<b>名');
  const answered = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ answer: 'approve', name: '我的助手' }),
  });
  expect(await answered.text()).toContain('应用已就绪');
  const { client_id } = await run.result;
  expect(emulator.state.apps.get(client_id)?.name).toBe('我的助手');
  expect((await fetch(url)).status).toBe(410);
});
