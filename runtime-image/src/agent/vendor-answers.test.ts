/** What vendors and proxies answer beside the rules, read by the real stream over real HTTP. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { glmFailure, openAiFailure } from '../../../e2e/emulators/model/vendor-errors.ts';
import { unlistedModel } from '../config/models.ts';
import { modelKey, startModelEmulator, type ModelEmulator } from '../testing.ts';
import type { ModelEvent, ModelRequest } from './model.ts';
import { streamModel } from './stream-model.ts';

let model: ModelEmulator;
beforeAll(async () => {
  model = await startModelEmulator();
});
afterAll(() => model.close());
beforeEach(() => {
  model.reset();
  model.faults.clear();
  model.log.clear();
});

let address = 0;
/** An address of its own for each test: what one endpoint taught must not help another. */
function request(more: Partial<ModelRequest> = {}): ModelRequest {
  const provider = {
    ...{ id: 'sandbox', baseUrl: `${model.url}/${address}/v1`, apiKey: modelKey, headers: {} },
    ...{ unsupportedApi: null, models: {} },
  };
  return {
    target: { reference: 'sandbox/sandbox', provider, model: unlistedModel('sandbox') },
    system: 'You are a test.',
    messages: [{ role: 'user', text: 'hello' }],
    tools: [],
    signal: new AbortController().signal,
    ...more,
  };
}
beforeEach(() => {
  address += 1;
});

async function collect(made: ModelRequest, idleMs = 2_000): Promise<ModelEvent[]> {
  const events: ModelEvent[] = [];
  for await (const event of streamModel(made, idleMs)) events.push(event);
  return events;
}
const last = async (made = request(), idleMs?: number) => (await collect(made, idleMs)).at(-1);

const path = '*/chat/completions';
const stream = { 'content-type': 'text/event-stream' };
function answer(body: string, headers: Record<string, string> = stream): void {
  model.faults.add({ path, status: 200, headers, body, times: 1 });
}
const chunk = (choice: object, more: object = {}): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, ...choice }], ...more })}\n\n`;
const ok = chunk({ delta: { content: 'ok' } });

describe('fields that an endpoint refuses', () => {
  it('are left out from then on, and only the first request is asked twice', async () => {
    const body = openAiFailure(400, 'Unrecognized request argument: stream_options', 'x').body;
    model.faults.add({ path, bodyIncludes: 'stream_options', status: 400, body, times: 0 });
    expect(await last()).toMatchObject({ type: 'end' });
    expect(model.log.entries).toHaveLength(2);
    expect(await last()).toMatchObject({ type: 'end' });
    expect(model.log.entries).toHaveLength(3);
    expect(model.requests.at(-1)?.body.stream_options).toBeUndefined();
  });

  it('are each found out, one after the other', async () => {
    for (const field of ['stream_options', 'thinking'])
      model.faults.add({
        ...{ path, bodyIncludes: `"${field}"`, status: 400, times: 0 },
        body: openAiFailure(400, `${field} is not supported`, 'x').body,
      });
    const made = request({ thinking: 'low' });
    made.target.model.thinkingFormat = 'zai';
    expect(await last(made)).toMatchObject({ type: 'end' });
    expect(model.log.entries).toHaveLength(3);
  });

  it('are told as refused when leaving them out does not help', async () => {
    const body = openAiFailure(400, 'stream_options is not supported', 'x').body;
    model.faults.add({ path, status: 400, body, times: 0 });
    expect(await last()).toMatchObject({ type: 'failed', failure: { kind: 'bad_request' } });
    expect(model.log.entries).toHaveLength(2);
  });

  it('get their reasoning when the endpoint misses it', async () => {
    const body = openAiFailure(400, 'reasoning_content is missing in assistant message', 'x').body;
    model.faults.add({ path, status: 400, body, times: 1 });
    const call = { id: 'a', name: 'ls', input: '{}' };
    await last(
      request({
        messages: [
          { role: 'user', text: 'go' },
          { role: 'assistant', text: '', reasoning: '', toolCalls: [call] },
          { role: 'tool', callId: 'a', name: 'ls', output: 'x', ok: true },
        ],
      }),
    );
    expect(model.requests.at(-1)?.body.messages[2]).toMatchObject({ reasoning_content: '' });
  });
});

describe('answers', () => {
  it.each([
    ["OpenAI's", { prompt_tokens: 9, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 5 } }],
    ["DeepSeek's", { prompt_tokens: 9, completion_tokens: 1, prompt_cache_hit_tokens: 5 }],
    ["Kimi's", { prompt_tokens: 9, completion_tokens: 1, cached_tokens: 5 }],
  ])('count cached tokens in %s place', async (_whose, usage) => {
    answer(ok + chunk({ delta: {}, finish_reason: 'stop' }, { usage }) + 'data: [DONE]\n\n');
    expect(await last()).toMatchObject({ usage: { input: 9, output: 1, cached: 5 } });
  });

  it('count the usage that stands inside of the choice', async () => {
    const usage = { prompt_tokens: 9, completion_tokens: 1 };
    answer(ok + chunk({ delta: {}, finish_reason: 'stop', usage }));
    expect(await last()).toMatchObject({ type: 'end', usage: { input: 9, output: 1 } });
  });

  it('may end by [DONE] alone, but not by a connection that just ends', async () => {
    answer(`${ok}data: [DONE]\n\n`);
    expect(await last()).toMatchObject({ type: 'end' });
    answer(ok);
    expect(await last()).toMatchObject({ type: 'failed', failure: { kind: 'unreachable' } });
  });

  it('may come whole although a stream was asked for', async () => {
    const call = { id: 'a', type: 'function', function: { name: 'ls', arguments: '{}' } };
    const message = { role: 'assistant', content: 'hello', reasoning_content: 'hm', tool_calls: [call] };
    const whole = { choices: [{ index: 0, message, finish_reason: 'tool_calls' }] };
    answer(JSON.stringify(whole), { 'content-type': 'application/json' });
    expect(await collect(request())).toMatchObject([
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'hello' },
      { type: 'end', toolCalls: [{ id: 'a', name: 'ls', input: '{}' }] },
    ]);
  });

  it('may be a stream that calls itself JSON', async () => {
    answer(`${ok}data: [DONE]\n\n`, { 'content-type': 'application/json' });
    expect(await last()).toMatchObject({ type: 'end' });
  });

  it.each([
    ['sensitive', 'content_filtered'],
    ['network_error', 'server_error'],
    ['model_context_window_exceeded', 'context_too_long'],
  ])("may end for a reason of GLM's own: %s", async (finish_reason, kind) => {
    answer(chunk({ delta: {}, finish_reason }) + 'data: [DONE]\n\n');
    expect(await last()).toMatchObject({ type: 'failed', failure: { kind } });
  });

  it('give a call without an id one of its own, never the same twice', async () => {
    const ids = new Set<string>();
    for (let round = 0; round < 2; round += 1) {
      const call = { index: 0, function: { name: 'ls', arguments: '{}' } };
      answer(chunk({ delta: { tool_calls: [call] }, finish_reason: 'tool_calls' }));
      const end = await last();
      if (end?.type === 'end') ids.add(end.toolCalls[0]?.id ?? '');
    }
    expect(ids.size).toBe(2);
    expect(ids.has('')).toBe(false);
  });

  it.each([
    ['with status 200', { code: 500, msg: '404 NOT_FOUND', success: false }, 'not_an_api'],
    ['with its code as a text', { error: { code: '1113', message: 'x' } }, 'no_balance'],
  ])('may be an error %s', async (_how, body, kind) => {
    answer(JSON.stringify(body), { 'content-type': 'application/json' });
    expect(await last()).toMatchObject({ type: 'failed', failure: { kind } });
  });

  it('may be an error in mid-stream', async () => {
    answer(`${ok}data: ${JSON.stringify({ error: { code: '1305', message: 'x' } })}\n\n`);
    expect(await last()).toMatchObject({ type: 'failed', failure: { kind: 'overloaded' } });
  });
});

describe('refusals say when it goes on', () => {
  it('by Retry-After in seconds', async () => {
    const body = glmFailure('1302').body;
    model.faults.add({ path, status: 429, body, headers: { 'retry-after': '30' }, times: 1 });
    const event = await last();
    expect(event).toMatchObject({ failure: { kind: 'rate_limited', retryAfterSeconds: 30 } });
    expect(event?.type === 'failed' && event.failure.sentence).toEqual({
      zh: expect.stringContaining('30 秒'),
      en: expect.stringContaining('wait 30 s'),
    });
  });

  it('by Retry-After as a date, told in minutes', async () => {
    const at = new Date(Date.now() + 600_000).toUTCString();
    model.faults.add({ path, status: 503, body: {}, headers: { 'retry-after': at }, times: 1 });
    const event = await last();
    expect(event?.type === 'failed' && event.failure.sentence.zh).toMatch(/等待 (?:9|10) 分钟/);
  });

  it('by the reset time of a plan', async () => {
    model.queue({ answer: glmFailure('1308') });
    const event = await last();
    expect(event?.type === 'failed' && event.failure.sentence.en).toContain('2026-11-22 18:00:00');
  });
});

it("a provider's own limit of silence wins", async () => {
  model.queue({ answer: { steps: [{ type: 'hang' }] } });
  const made = request();
  made.target.provider.idleMs = 50;
  expect(await last(made, 60_000)).toMatchObject({ type: 'failed', failure: { kind: 'timeout' } });
});

it('sends none of the fields that some vendor fixes or refuses', async () => {
  await last(request({ tools: [{ name: 'ls', description: '', parameters: { type: 'object' } }] }));
  expect(Object.keys(model.requests.at(-1)!.body).sort()).toEqual([
    ...['messages', 'model', 'stream', 'stream_options', 'tools'],
  ]);
});
