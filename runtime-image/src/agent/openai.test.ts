import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { unlistedModel } from '../config/models.ts';
import { modelKey, startModelEmulator, type ModelEmulator } from '../testing.ts';
import type { AgentMessage } from './messages.ts';
import type { ModelEvent, ModelRequest } from './model.ts';
import { streamModel } from './stream-model.ts';
import { answerCharsMax } from './vendor-stream.ts';

let model: ModelEmulator;
beforeAll(async () => {
  model = await startModelEmulator({ models: ['glm-4.7', 'glm-4.5-air'] });
});
afterAll(() => model.close());
beforeEach(() => model.reset());

type Overrides = Partial<ModelRequest> & { modelId?: string; key?: string; baseUrl?: string };

function request({
  modelId = 'glm-4.7',
  key = modelKey,
  baseUrl = model.baseUrl,
  ...more
}: Overrides = {}): ModelRequest {
  const provider = { id: 'sandbox', baseUrl, apiKey: key, headers: {}, unsupportedApi: null, models: {} };
  const target = { reference: `sandbox/${modelId}`, provider, model: unlistedModel(modelId) };
  const messages: AgentMessage[] = [{ role: 'user', text: 'hello' }];
  return {
    target,
    system: 'You are a test.',
    messages,
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
const textOf = (events: ModelEvent[]): string =>
  events.map((event) => (event.type === 'text' ? event.text : '')).join('');
const lastOf = (events: ModelEvent[]) => events.at(-1);

describe('a stream', () => {
  it('keeps characters whole that the network cut, and passes over comment lines', async () => {
    const steps = [
      { type: 'comment' as const },
      { type: 'reasoning' as const, text: '想一想' },
      { type: 'text' as const, text: '你好，世界 🌊🦀', pieces: 5 },
    ];
    model.queue({ answer: { steps, splitUtf8: true } });
    const events = await collect(request());
    expect(textOf(events)).toBe('你好，世界 🌊🦀');
    expect(events.filter(({ type }) => type === 'reasoning').length).toBeGreaterThan(0);
    expect(lastOf(events)).toMatchObject({ type: 'end', toolCalls: [], truncated: false });
  });

  it('puts tool calls together from their pieces, two at once', async () => {
    const steps = [
      { type: 'tool' as const, name: 'read', arguments: { path: 'a.md' }, id: 'call_a', pieces: 4 },
      { type: 'tool' as const, name: 'ls', arguments: '{}', id: 'call_b' },
    ];
    model.queue({ answer: { steps } });
    expect(lastOf(await collect(request()))).toMatchObject({
      type: 'end',
      toolCalls: [
        { id: 'call_a', name: 'read', input: '{"path":"a.md"}' },
        { id: 'call_b', name: 'ls', input: '{}' },
      ],
    });
  });

  it.each(['last-chunk', 'own-chunk'] as const)('reads the usage wherever it is: %s', async (usageIn) => {
    const usage = { prompt_tokens: 11, completion_tokens: 7 };
    model.queue({ answer: { steps: [{ type: 'text', text: 'ok' }], usage, usageIn } });
    expect(lastOf(await collect(request()))).toMatchObject({ type: 'end', usage: { input: 11, output: 7 } });
  });

  it('says when the answer was cut at the length limit', async () => {
    model.queue({ answer: { steps: [{ type: 'text', text: 'half' }], finishReason: 'length' } });
    expect(lastOf(await collect(request()))).toMatchObject({ type: 'end', truncated: true });
  });
});

describe('a model that does not know its limits', () => {
  it('is cut where no answer ends by itself', async () => {
    const piece = 'x'.repeat(100_000);
    const steps = Array.from({ length: 40 }, () => ({ type: 'text' as const, text: piece, pieces: 1 }));
    model.queue({ answer: { steps } });
    const events = await collect(request());
    expect(lastOf(events)).toMatchObject({ type: 'end', truncated: true, toolCalls: [] });
    expect(textOf(events).length).toBeLessThanOrEqual(answerCharsMax + piece.length);
  });

  it('cannot ask for more calls than fit, whatever number it gives them', async () => {
    const call = { index: 4_000_000_000, id: 'c', function: { name: 'ls', arguments: '{}' } };
    const delta = { role: 'assistant', tool_calls: [call] };
    const chunk = { choices: [{ index: 0, delta, finish_reason: 'tool_calls' }] };
    model.faults.add({
      path: '*/chat/completions',
      status: 200,
      headers: { 'content-type': 'text/event-stream' },
      body: `data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`,
      times: 1,
    });
    const end = lastOf(await collect(request()));
    expect(end?.type === 'end' && end.toolCalls.length).toBeLessThan(1_000);
    expect(end?.type === 'end' && end.toolCalls.at(-1)).toEqual({ id: 'c', name: 'ls', input: '{}' });
  });
});

describe('a failure is an event, asked once', () => {
  it.each([
    ['a wrong key', () => request({ key: 'sk-wrong' }), 'auth'],
    ['a wrong model', () => request({ modelId: 'no-such-model' }), 'model_not_found'],
    ['nobody at the address', () => request({ baseUrl: 'http://127.0.0.1:9/v1' }), 'unreachable'],
    [
      'a name that does not resolve',
      () => request({ baseUrl: 'http://no-such-host.invalid/v1' }),
      'unreachable',
    ],
  ])('%s', async (_name, made, kind) => {
    const events = await collect(made());
    expect(events).toMatchObject([{ type: 'failed', failure: { kind } }]);
  });

  it.each([
    [429, { error: { code: '1302', message: '并发' } }, 'rate_limited'],
    [429, { error: { code: '1113', message: '余额' } }, 'no_balance'],
    [500, { error: { message: 'x' } }, 'server_error'],
    [200, '<html><body>login</body></html>', 'not_an_api'],
    [302, '<html></html>', 'not_an_api'],
  ])('HTTP %i %j', async (status, body, kind) => {
    const headers = typeof body === 'string' ? { 'content-type': 'text/html' } : {};
    model.faults.add({ path: '*/chat/completions', status, body, headers, times: 1 });
    expect(await collect(request())).toMatchObject([{ type: 'failed', failure: { kind } }]);
    // a second request would have been answered well
    expect(model.faults.list()).toEqual([]);
  });

  it('silence longer than the limit', async () => {
    model.queue({ answer: { steps: [{ type: 'text', text: 'begin' }, { type: 'hang' }] } });
    const events = await collect(request(), 100);
    expect(textOf(events)).toBe('begin');
    expect(lastOf(events)).toMatchObject({ type: 'failed', failure: { kind: 'timeout' } });
  });

  it('a stream that breaks off', async () => {
    model.queue({ answer: { steps: [{ type: 'text', text: 'begin' }, { type: 'abort' }] } });
    expect(lastOf(await collect(request()))).toMatchObject({
      type: 'failed',
      failure: { kind: 'unreachable' },
    });
  });

  it('an answer without a word, and one that a filter refused', async () => {
    model.queue({ answer: { steps: [] } });
    expect(lastOf(await collect(request()))).toMatchObject({ failure: { kind: 'empty_answer' } });
    model.queue({ answer: { steps: [{ type: 'text', text: 'x' }], finishReason: 'sensitive' } });
    expect(lastOf(await collect(request()))).toMatchObject({ failure: { kind: 'content_filtered' } });
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
  const turn: AgentMessage[] = [
    { role: 'user', text: 'first' },
    {
      role: 'assistant',
      text: '',
      reasoning: 'old thought',
      toolCalls: [{ id: 'a', name: 'ls', input: '{}' }],
    },
    { role: 'tool', callId: 'a', name: 'ls', output: 'x', ok: true },
    { role: 'assistant', text: 'done', reasoning: 'old thought', toolCalls: [] },
    { role: 'user', text: 'second' },
    {
      role: 'assistant',
      text: 'let me look',
      reasoning: 'new thought',
      toolCalls: [{ id: 'b', name: 'ls', input: '{}' }],
    },
    { role: 'tool', callId: 'b', name: 'ls', output: 'y', ok: true },
  ];
  const reasonings = () =>
    (model.requests.at(-1)!.body.messages as { reasoning_content?: string }[]).map(
      (message) => message.reasoning_content,
    );

  it('gives reasoning back with the tool calls of the running turn only', async () => {
    await collect(request({ messages: turn }));
    expect(reasonings()).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      'new thought',
      undefined,
    ]);
  });

  it('gives none back to a model that does not want it', async () => {
    const made = request({ messages: turn });
    made.target.model.returnsReasoning = false;
    await collect(made);
    expect(reasonings().filter((text) => text !== undefined)).toEqual([]);
  });
});
