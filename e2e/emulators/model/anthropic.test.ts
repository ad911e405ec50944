import Anthropic from '@anthropic-ai/sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startModelEmulator, type ModelEmulator } from './start.ts';
import { anthropicFailure } from './vendor-errors.ts';

let emulator: ModelEmulator;
let client: Anthropic;
beforeEach(async () => {
  emulator = await startModelEmulator();
  client = new Anthropic({ apiKey: 'sk-sandbox-1', baseURL: `${emulator.url}/anthropic`, maxRetries: 0 });
});
afterEach(() => emulator.close());

const ask = (more: Partial<Anthropic.MessageCreateParamsNonStreaming> = {}) =>
  client.messages.create({
    model: 'sandbox',
    max_tokens: 100,
    messages: [{ role: 'user', content: 'hello' }],
    ...more,
  });

test("the sandbox model answers in Anthropic's form, in one piece and as a stream", async () => {
  const whole = await ask();
  expect(whole).toMatchObject({ role: 'assistant', stop_reason: 'end_turn' });
  expect(whole.content[0]).toMatchObject({ type: 'text', text: expect.stringContaining('sandbox model') });
  const streamed = await client.messages
    .stream({ model: 'sandbox', max_tokens: 100, messages: [{ role: 'user', content: 'hello' }] })
    .finalMessage();
  expect(streamed.content).toEqual(whole.content);
  expect(streamed.usage.output_tokens).toBe(whole.usage.output_tokens);
});

test('thoughts come signed, calls with their input whole, caches counted apart', async () => {
  emulator.queue({
    answer: {
      steps: [
        { type: 'reasoning', text: '想一想' },
        { type: 'tool', name: 'ls', arguments: { path: '.' }, id: 'toolu_1', pieces: 4 },
      ],
      usage: { prompt_tokens: 100, completion_tokens: 5, cached_tokens: 80 },
      splitUtf8: true,
    },
  });
  const message = await client.messages
    .stream({ model: 'sandbox', max_tokens: 100, messages: [{ role: 'user', content: 'go' }] })
    .finalMessage();
  expect(message).toMatchObject({
    stop_reason: 'tool_use',
    content: [
      { type: 'thinking', thinking: '想一想', signature: expect.stringMatching(/^sig-/) },
      { type: 'tool_use', id: 'toolu_1', name: 'ls', input: { path: '.' } },
    ],
    usage: { input_tokens: 20, cache_read_input_tokens: 80, output_tokens: 5 },
  });
});

test('an error keeps its kind for the client', async () => {
  emulator.queue({ answer: anthropicFailure(529, 'overloaded_error', 'Overloaded') });
  await expect(ask()).rejects.toMatchObject({ status: 529, error: { error: { type: 'overloaded_error' } } });
  await expect(ask({ model: 'no-such' })).rejects.toBeInstanceOf(Anthropic.NotFoundError);
  const stranger = new Anthropic({ apiKey: 'sk-other', baseURL: emulator.url, maxRetries: 0 });
  await expect(
    stranger.messages.create({ model: 'sandbox', max_tokens: 1, messages: [{ role: 'user', content: 'x' }] }),
  ).rejects.toBeInstanceOf(Anthropic.AuthenticationError);
});

const call = { type: 'tool_use', id: 'toolu_1', name: 'ls', input: {} } as const;
const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'a.md' } as const;
const marked = { type: 'text', text: 'x', cache_control: { type: 'ephemeral' } } as const;

test.each<[string, Partial<Anthropic.MessageCreateParamsNonStreaming>, RegExp]>([
  ['an assistant first', { messages: [{ role: 'assistant', content: 'x' }] }, /first message/],
  ['an empty text', { messages: [{ role: 'user', content: ' ' }] }, /non-empty/],
  ['a call without its result', { messages: [user('x'), said(call), user('y')] }, /without `tool_result`/],
  ['a result without its call', { messages: [user('x'), said(marked), got(result)] }, /unexpected/],
  ['a fifth marker', { messages: [user('x'), got(marked, marked, marked, marked, marked)] }, /maximum of 4/],
  [
    'a budget beyond the limit',
    { thinking: { type: 'enabled', budget_tokens: 2_000 } },
    /greater than `thinking/,
  ],
  [
    'a loop without the thoughts',
    {
      max_tokens: 5_000,
      thinking: { type: 'enabled', budget_tokens: 2_000 },
      messages: [user('x'), said(call), got(result)],
    },
    /Expected `thinking`/,
  ],
  [
    'a forged thought',
    { messages: [user('x'), said({ type: 'thinking', thinking: 'a', signature: 'b' }, call), got(result)] },
    /Invalid `signature`/,
  ],
])('refuses %s as the service does', async (_name, more, message) => {
  await expect(ask(more)).rejects.toThrow(message);
});

function user(text: string): Anthropic.MessageParam {
  return { role: 'user', content: text };
}
function said(...content: Anthropic.ContentBlockParam[]): Anthropic.MessageParam {
  return { role: 'assistant', content };
}
function got(...content: Anthropic.ContentBlockParam[]): Anthropic.MessageParam {
  return { role: 'user', content };
}
