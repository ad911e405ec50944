import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { anthropicFailure } from '../../../e2e/emulators/model/vendor-errors.ts';
import { unlistedModel } from '../config/models.ts';
import type { Provider } from '../config/settings.ts';
import { modelKey, startModelEmulator, type ModelEmulator } from '../testing.ts';
import type { AgentMessage } from './messages.ts';
import type { ModelEvent, ModelRequest } from './model.ts';
import { streamModel } from './stream-model.ts';

let model: ModelEmulator;
beforeAll(async () => {
  model = await startModelEmulator({ models: ['claude-sonnet-4-5', 'claude-opus-4-7', 'glm-4.7'] });
});
afterAll(() => model.close());
beforeEach(() => model.reset());

const reference = 'sandbox/claude-sonnet-4-5';
type Overrides = Partial<ModelRequest> & { modelId?: string; provider?: Partial<Provider> };

function request({ modelId = 'claude-sonnet-4-5', provider, ...more }: Overrides = {}): ModelRequest {
  const whole: Provider = {
    ...{ id: 'sandbox', baseUrl: `${model.url}/anthropic`, apiKey: modelKey, headers: {} },
    ...{ unsupportedApi: null, models: {}, ...provider },
  };
  const spec = unlistedModel(modelId, 'anthropic-messages');
  return {
    target: { reference: `sandbox/${modelId}`, provider: whole, model: spec },
    system: 'You are a test.',
    messages: [{ role: 'user', text: 'hello' }],
    tools: [],
    signal: new AbortController().signal,
    ...more,
  };
}

async function collect(made: ModelRequest, idleMs = 2_000): Promise<ModelEvent[]> {
  const events: ModelEvent[] = [];
  for await (const event of streamModel(made, idleMs)) events.push(event);
  return events;
}
const said = (events: ModelEvent[], type: 'text' | 'reasoning'): string =>
  events.map((event) => (event.type === type ? event.text : '')).join('');
const sent = () => model.requests.at(-1)!.raw!;

describe('a stream', () => {
  it('gives text, thoughts, calls with their signatures, and counts what caches held', async () => {
    model.queue({
      answer: {
        steps: [
          { type: 'comment' },
          { type: 'reasoning', text: '想一想' },
          { type: 'text', text: '看一下 🌊', pieces: 3 },
          { type: 'tool', name: 'ls', arguments: { path: '.' }, id: 'toolu_a', pieces: 5 },
          { type: 'tool', name: 'ls', arguments: {}, id: 'toolu_b' },
        ],
        usage: { prompt_tokens: 100, completion_tokens: 7, cached_tokens: 60 },
        splitUtf8: true,
      },
    });
    const events = await collect(request());
    expect(said(events, 'reasoning')).toBe('想一想');
    expect(said(events, 'text')).toBe('看一下 🌊');
    expect(events.at(-1)).toEqual({
      type: 'end',
      toolCalls: [
        { id: 'toolu_a', name: 'ls', input: '{"path":"."}' },
        { id: 'toolu_b', name: 'ls', input: '{}' },
      ],
      usage: { input: 100, output: 7, cached: 60 },
      truncated: false,
      thoughts: {
        by: reference,
        blocks: [{ type: 'thinking', thinking: '想一想', signature: expect.stringMatching(/^sig-/) }],
      },
    });
  });

  it.each([
    ['length', { type: 'end', truncated: true }],
    ['stop', { type: 'end', truncated: false }],
    ['content_filter', { type: 'failed', failure: { kind: 'content_filtered' } }],
  ] as const)('ends as the stop reason says: %s', async (finishReason, end) => {
    model.queue({ answer: { steps: [{ type: 'text', text: 'x' }], finishReason } });
    expect((await collect(request())).at(-1)).toMatchObject(end);
  });

  it('runs no call whose arguments were cut at the limit', async () => {
    const steps = [{ type: 'tool' as const, name: 'write', arguments: '{"path":"a', id: 'toolu_a' }];
    model.queue({ answer: { steps, finishReason: 'length' } });
    expect((await collect(request())).at(-1)).toMatchObject({ type: 'end', truncated: true, toolCalls: [] });
  });
});

describe('base addresses and keys', () => {
  it.each(['/anthropic', '/anthropic/v1', '/apps/anthropic', ''])('answers under %s', async (path) => {
    const events = await collect(request({ provider: { baseUrl: model.url + path } }));
    expect(events.at(-1)).toMatchObject({ type: 'end' });
    expect(model.log.entries.at(-1)?.path.endsWith('/v1/messages')).toBe(true);
  });

  it('sends the key in the header of its own, and as a bearer token where that is wanted', async () => {
    await collect(request());
    expect(model.log.entries.at(-1)?.headers).toMatchObject({
      'x-api-key': modelKey,
      authorization: `Bearer ${modelKey}`,
      'anthropic-version': '2023-06-01',
    });
    await collect(request({ provider: { bearerOnly: true } }));
    const { headers } = model.log.entries.at(-1)!;
    expect(headers['x-api-key']).toBeUndefined();
  });
});

describe('a failure is an event', () => {
  it.each([
    [401, 'authentication_error', 'invalid x-api-key', 'auth', true],
    [402, 'billing_error', 'x', 'no_balance', true],
    [400, 'invalid_request_error', 'Your credit balance is too low to access the API', 'no_balance', true],
    [403, 'permission_error', 'x', 'forbidden', true],
    [404, 'not_found_error', 'model: x', 'model_not_found', true],
    [413, 'request_too_large', 'x', 'context_too_long', false],
    [400, 'invalid_request_error', 'prompt is too long: 250000 tokens > 200000', 'context_too_long', false],
    [429, 'rate_limit_error', 'x', 'rate_limited', true],
    [500, 'api_error', 'x', 'server_error', true],
    [529, 'overloaded_error', 'Overloaded', 'overloaded', true],
  ] as const)('HTTP %i %s', async (status, type, message, kind, fallback) => {
    model.queue({ answer: anthropicFailure(status, type, message) });
    expect(await collect(request())).toMatchObject([{ type: 'failed', failure: { kind, fallback } }]);
  });

  it('also in the middle of a stream', async () => {
    const error = JSON.stringify(anthropicFailure(529, 'overloaded_error', 'Overloaded').body);
    const steps = [
      { type: 'text' as const, text: 'begin' },
      { type: 'raw' as const, text: `event: error\ndata: ${error}\n\n` },
    ];
    model.queue({ answer: { steps } });
    const events = await collect(request());
    expect(said(events, 'text')).toBe('begin');
    expect(events.at(-1)).toMatchObject({ type: 'failed', failure: { kind: 'overloaded' } });
  });

  it('when the stream breaks off, is silent, or holds nothing', async () => {
    model.queue({ answer: { steps: [{ type: 'text', text: 'x' }, { type: 'abort' }] } });
    expect((await collect(request())).at(-1)).toMatchObject({ failure: { kind: 'unreachable' } });
    model.queue({ answer: { steps: [{ type: 'hang' }] } });
    expect((await collect(request(), 100)).at(-1)).toMatchObject({ failure: { kind: 'timeout' } });
    model.queue({ answer: { steps: [] } });
    expect((await collect(request())).at(-1)).toMatchObject({ failure: { kind: 'empty_answer' } });
  });

  it('a 200 that holds an error, as some proxies send', async () => {
    const body = { code: 500, msg: '404 NOT_FOUND', success: false };
    const headers = { 'content-type': 'application/json' };
    model.faults.add({ path: '*/v1/messages', status: 200, body, headers, times: 1 });
    expect(await collect(request())).toMatchObject([{ type: 'failed', failure: { kind: 'not_an_api' } }]);
  });
});

it('ends with the abort of its signal, in mid-stream', async () => {
  model.queue({ answer: { steps: [{ type: 'text', text: 'begin' }, { type: 'hang' }] } });
  const controller = new AbortController();
  const reading = (async () => {
    for await (const event of streamModel(request({ signal: controller.signal }), 5_000)) {
      if (event.type === 'text') controller.abort('stop');
    }
  })();
  await expect(reading).rejects.toBe('stop');
});

describe('what the vendor is sent', () => {
  const ls = { name: 'ls', description: 'List.', parameters: { type: 'object', properties: {} } };
  const block = { type: 'thinking', thinking: 'hm', signature: 'sig-aG0' } as const;
  const loop = (by: string): AgentMessage[] => [
    { role: 'user', text: 'go' },
    {
      role: 'assistant',
      text: '',
      reasoning: 'hm',
      toolCalls: [
        { id: 'functions.ls:0', name: 'ls', input: '{}' },
        { id: 'functions.ls:1', name: 'ls', input: 'broken' },
      ],
      thoughts: { by, blocks: [block] },
    },
    { role: 'tool', callId: 'functions.ls:0', name: 'ls', output: '', ok: true },
    { role: 'tool', callId: 'functions.ls:1', name: 'ls', output: 'no JSON', ok: false },
  ];
  const usage = { cache_control: { type: 'ephemeral' } };

  it('a prompt with markers behind its constant part and at its end, and results as one turn of the user', async () => {
    const events = await collect(request({ messages: loop(reference), tools: [ls] }));
    expect(events.at(-1)).toMatchObject({ type: 'end' });
    expect(sent()).toMatchObject({
      model: 'claude-sonnet-4-5',
      stream: true,
      max_tokens: 8_192,
      tools: [{ name: 'ls', description: 'List.', input_schema: { type: 'object' } }],
      system: [{ type: 'text', text: 'You are a test.', ...usage }],
    });
    expect(sent().messages).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'go' }] },
      {
        role: 'assistant',
        content: [
          block,
          { type: 'tool_use', id: 'functions_ls_0', name: 'ls', input: {} },
          { type: 'tool_use', id: 'functions_ls_1', name: 'ls', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'functions_ls_0' },
          {
            ...{ type: 'tool_result', tool_use_id: 'functions_ls_1', is_error: true },
            ...{ content: [{ type: 'text', text: 'no JSON' }], ...usage },
          },
        ],
      },
    ]);
  });

  it("no other model's thoughts, nor those of turns that are over", async () => {
    await collect(request({ messages: loop('other/claude') }));
    expect(JSON.stringify(sent())).not.toContain('"thinking"');
    const over: AgentMessage[] = [
      ...loop(reference),
      { role: 'assistant', text: 'done', reasoning: '', toolCalls: [] },
      { role: 'user', text: 'next' },
    ];
    await collect(request({ messages: over }));
    expect(JSON.stringify(sent())).not.toContain('"thinking"');
  });

  it('its thoughts also after words that came while the tools ran', async () => {
    const steered: AgentMessage[] = [...loop(reference), { role: 'user', text: 'be quick' }];
    const events = await collect(request({ messages: steered, thinking: 'low' }));
    expect(events.at(-1)).toMatchObject({ type: 'end' });
    expect(JSON.stringify(sent())).toContain('"signature":"sig-aG0"');
  });

  it('the wish to think with room for it, but not in a loop that another model began', async () => {
    await collect(request({ thinking: 'high' }));
    expect(sent()).toMatchObject({
      thinking: { type: 'enabled', budget_tokens: 16_384 },
      max_tokens: 20_480,
    });
    const events = await collect(request({ thinking: 'high', messages: loop('other/model') }));
    expect(events.at(-1)).toMatchObject({ type: 'end' });
    expect(sent().thinking).toBeUndefined();
  });

  it('pictures as blocks, in results too; a word of them to models that do not see', async () => {
    const images = [{ mimeType: 'image/png', base64: 'aGk=' }];
    const messages: AgentMessage[] = [
      { role: 'user', text: 'what is this?', images },
      { role: 'assistant', text: '', reasoning: '', toolCalls: [{ id: 'a', name: 'ls', input: '{}' }] },
      { role: 'tool', callId: 'a', name: 'ls', output: 'shot', ok: true, images },
    ];
    await collect(request({ messages }));
    const picture = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'aGk=' } };
    expect(sent().messages[0]?.content).toContainEqual(picture);
    expect(JSON.stringify(sent().messages[2])).toContain('image/png');
    await collect(request({ messages, modelId: 'glm-4.7' }));
    expect(JSON.stringify(sent())).not.toContain('image/png');
    expect(JSON.stringify(sent().messages[0])).toContain('1 image, not shown');
  });

  it('nothing that is empty, whatever was said', async () => {
    const messages: AgentMessage[] = [
      { role: 'user', text: ' ' },
      { role: 'assistant', text: '', reasoning: '', toolCalls: [] },
      { role: 'user', text: 'x' },
    ];
    expect((await collect(request({ messages }))).at(-1)).toMatchObject({ type: 'end' });
    expect(sent().messages).toHaveLength(1);
  });
});
