import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startModelEmulator, type ModelEmulator } from '../../../../e2e/emulators/model/start.ts';
import { glmFailure, htmlFailure, redirectFailure } from '../../../../e2e/emulators/model/vendor-errors.ts';
import { checkModel, type ModelCheckOptions } from './check-model.ts';
import type { ModelFormat } from './model-form.ts';

let model: ModelEmulator;
let options: ModelCheckOptions;
beforeAll(async () => {
  model = await startModelEmulator();
  options = { allow: new Set([`127.0.0.1:${model.port}`]), timeoutMs: 2_000 };
});
afterAll(() => model.close());
beforeEach(() => {
  model.reset();
  model.faults.clear();
});

const form = (): { baseUrl: string; model: string; key: string; format?: ModelFormat } => ({
  baseUrl: model.baseUrl,
  model: 'sandbox',
  key: 'sk-sandbox-1',
});
const check = (change: Partial<ReturnType<typeof form>> = {}) =>
  checkModel({ ...form(), ...change }, options);

describe('the test call', () => {
  it('accepts a model that answers, by one small request without retries', async () => {
    expect(await check()).toMatchObject({ ok: true, baseUrl: model.baseUrl });
    expect(model.requests).toHaveLength(1);
    const sent = JSON.parse(model.log.entries.at(-1)!.body) as Record<string, unknown>;
    expect(sent).toMatchObject({ model: 'sandbox', stream: false });
    expect(sent['max_tokens']).toBeLessThanOrEqual(16);
  });

  it('accepts a model that only thought within the few tokens', async () => {
    model.queue({ answer: { steps: [{ type: 'reasoning', text: 'hm' }], finishReason: 'length' } });
    expect((await check()).ok).toBe(true);
  });

  it.each(['/', '/chat/completions', '/chat/completions/'])(
    'takes an address that ends in %j',
    async (end) => {
      expect(await check({ baseUrl: model.baseUrl + end })).toMatchObject({
        ok: true,
        baseUrl: model.baseUrl,
      });
    },
  );

  it.each(['/anthropic', '/anthropic/', '/anthropic/v1', '/anthropic/v1/messages'])(
    'asks in Anthropic’s form at %s',
    async (path) => {
      const result = await check({ format: 'anthropic-messages', baseUrl: model.url + path });
      expect(result).toMatchObject({ ok: true });
      const asked = model.log.entries.at(-1)!;
      expect(asked.path).toBe('/anthropic/v1/messages');
      expect(JSON.parse(asked.body)).toEqual({
        ...{ model: 'sandbox', max_tokens: 16, stream: false },
        messages: [{ role: 'user', content: 'ping' }],
      });
    },
  );

  it('tells in Anthropic’s form, too, what is wrong, and does not take one form’s answer for the other’s', async () => {
    const other = { format: 'anthropic-messages', baseUrl: `${model.url}/anthropic` } as const;
    expect(await check({ ...other, key: 'wrong' })).toMatchObject({ ok: false, reason: 'auth' });
    model.faults.add({ path: '/anthropic/v1/messages', status: 200, body: { choices: [{ message: {} }] } });
    expect((await check(other)).ok).toBe(false);
  });

  it('explains a wrong key and a wrong model', async () => {
    expect(await check({ key: 'wrong' })).toMatchObject({ ok: false, reason: 'auth' });
    expect(await check({ model: 'gpt-0' })).toMatchObject({ ok: false, reason: 'model_not_found' });
  });

  it.each([
    ['1113', 'no_balance'],
    ['1302', 'rate_limited'],
    ['1305', 'overloaded'],
    ['1308', 'plan_limit'],
    ['1309', 'plan_expired'],
    ['1311', 'model_not_in_plan'],
    ['1211', 'model_not_found'],
    ['1002', 'auth'],
  ])("tells GLM's code %s as %s, in both languages", async (code, reason) => {
    model.queue({ answer: glmFailure(code) });
    const result = await check();
    expect(result).toMatchObject({ ok: false, reason, detail: code });
    if (result.ok) return;
    expect(result.sentence?.zh).toMatch(/\p{Script=Han}/u);
    expect(result.sentence?.en).toMatch(/[a-z]/);
  });

  it('explains a web page in place of an API, and a proxy’s page for a service that is down', async () => {
    model.queue({ answer: htmlFailure });
    expect(await check()).toMatchObject({ ok: false, reason: 'server_error' });
    model.queue({ answer: { ...htmlFailure, status: 404 } });
    expect(await check()).toMatchObject({ ok: false, reason: 'not_an_api' });
  });

  it('does not follow a redirect, not even to itself, and says where it leads', async () => {
    model.queue({ answer: redirectFailure(`${model.url}/elsewhere?token=abc`) });
    expect(await check()).toMatchObject({ ok: false, reason: 'redirect', detail: model.url });
    expect(model.requests).toHaveLength(1);
    expect(model.log.matching('GET', '/elsewhere')).toHaveLength(0);
  });

  it('gives up on a service that never answers', async () => {
    model.faults.add({ path: '/v1/chat/completions', hang: true });
    const startedAt = performance.now();
    expect(await check()).toMatchObject({ ok: false, reason: 'timeout' });
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });

  it('reads no more than a quarter of a megabyte', async () => {
    model.faults.add({ path: '/v1/chat/completions', status: 200, body: 'x'.repeat(300_000) });
    expect(await check()).toMatchObject({ ok: false, reason: 'too_large' });
  });

  it('explains a broken connection and a closed port', async () => {
    model.faults.add({ path: '/v1/chat/completions', drop: 'request' });
    expect(await check()).toMatchObject({ ok: false, reason: 'unreachable', detail: 'reset' });
    const closed = { allow: new Set(['127.0.0.1:9']), timeoutMs: 2_000 };
    const result = await checkModel({ ...form(), baseUrl: 'http://127.0.0.1:9/v1' }, closed);
    expect(result).toMatchObject({ ok: false, reason: 'unreachable', detail: 'refused' });
  });

  it('refuses JSON that is no completion', async () => {
    model.faults.add({ path: '/v1/chat/completions', status: 200, body: { hello: 'world' } });
    expect((await check()).ok).toBe(false);
  });

  it.each([
    [{ model: '' }, 'model_missing'],
    [{ key: '' }, 'key_missing'],
    [{ key: 'sk-1\r\nx-evil: 1' }, 'key_form'],
    [{ key: '我的钥匙' }, 'key_form'],
  ])('asks nobody for a form that cannot work: %j', async (change, reason) => {
    expect(await check(change)).toMatchObject({ ok: false, reason });
    expect(model.requests).toHaveLength(0);
  });
});
