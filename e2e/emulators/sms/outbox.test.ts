import { afterEach, beforeEach, expect, test } from 'vitest';
import { startSmsEmulator, type SmsEmulator } from './start.ts';

let emulator: SmsEmulator;
beforeEach(async () => {
  emulator = await startSmsEmulator({ token: 'secret', now: () => 1_795_327_808_588 });
});
afterEach(() => emulator.close());

const send = (body: unknown, token = 'secret', path = '/'): Promise<Response> =>
  fetch(`${emulator.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

test('a sent code is in the outbox of its number, newest first', async () => {
  await send({ phone: '+8613800000001', code: '111111', locale: 'zh' });
  await send({ phone: '+8613800000002', code: '222222', locale: 'en' }, 'secret', '/send');
  await send({ phone: '+8613800000001', code: '333333', locale: 'zh' });
  const response = await fetch(`${emulator.url}/outbox.json?phone=%2B8613800000001`);
  const { messages } = (await response.json()) as { messages: { code: string }[] };
  expect(messages.map(({ code }) => code)).toEqual(['333333', '111111']);
  expect(emulator.outbox()).toHaveLength(3);
});

test('without the token nothing is sent', async () => {
  expect((await send({ phone: '+8613800000001', code: '111111' }, 'other')).status).toBe(401);
  expect(emulator.outbox()).toEqual([]);
});

test('a body without phone or code is refused', async () => {
  expect((await send({ phone: '+8613800000001' })).status).toBe(400);
  expect((await send('x')).status).toBe(400);
});

test('the page escapes what it shows and says that it is a sandbox', async () => {
  await send({ phone: '<img src=x>', code: '<b>12' });
  const page = await (await fetch(`${emulator.url}/outbox`)).text();
  expect(page).toContain('沙盒：短信收件箱 / Sandbox: SMS outbox');
  expect(page).toContain('&lt;img src=x&gt;');
  expect(page).not.toContain('<img');
});

test('an open page hears of a new code at once', async () => {
  const stream = await fetch(`${emulator.url}/outbox/events`);
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader.read()).value).toContain('event: ready');
  await send({ phone: '+8613800000001', code: '111111' });
  expect((await reader.read()).value).toContain('event: sent');
  await reader.cancel();
});

test('a fault decides the answer as often as it says, then all is well again', async () => {
  emulator.faults.add({ method: 'POST', path: '/', status: 503, body: { error: 'down' }, times: 2 });
  const body = { phone: '+8613800000001', code: '111111' };
  expect([(await send(body)).status, (await send(body)).status, (await send(body)).status]).toEqual([
    503, 503, 200,
  ]);
});
