import OpenAI from 'openai';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startModelEmulator, type ModelEmulator } from './start.ts';
import { glmFailure, htmlFailure, redirectFailure } from './vendor-errors.ts';

let emulator: ModelEmulator;
let client: OpenAI;
beforeEach(async () => {
  emulator = await startModelEmulator();
  client = new OpenAI({ apiKey: 'sk-sandbox-1', baseURL: emulator.baseUrl, maxRetries: 0 });
});
afterEach(() => emulator.close());

const ask = (text: string, more: object = {}): Promise<OpenAI.ChatCompletion> =>
  client.chat.completions.create({ model: 'sandbox', messages: [{ role: 'user', content: text }], ...more });

async function collect(more: object = {}): Promise<OpenAI.ChatCompletionChunk[]> {
  const chunks: OpenAI.ChatCompletionChunk[] = [];
  const stream = await client.chat.completions.create({
    model: 'sandbox',
    messages: [{ role: 'user', content: '你好' }],
    stream: true,
    ...more,
  });
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}
const textOf = (chunks: OpenAI.ChatCompletionChunk[]): string =>
  chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');

test('the model list has the sandbox models', async () => {
  expect((await client.models.list()).data.map(({ id }) => id)).toEqual(['sandbox', 'sandbox-thinking']);
});

test('reasoning comes before the text', async () => {
  emulator.queue({
    answer: {
      steps: [
        { type: 'reasoning', text: '先想一想' },
        { type: 'text', text: '好的' },
      ],
    },
  });
  const chunks = await collect();
  const kinds = chunks.flatMap(({ choices }) => {
    const delta = choices[0]?.delta as { content?: string; reasoning_content?: string };
    return delta?.reasoning_content ? ['reasoning'] : delta?.content ? ['text'] : [];
  });
  expect([...new Set(kinds)]).toEqual(['reasoning', 'text']);
  expect(kinds.lastIndexOf('reasoning')).toBeLessThan(kinds.indexOf('text'));
});

test('a tool call is split over many deltas, its id only in the first', async () => {
  emulator.queue({
    answer: {
      steps: [
        {
          type: 'tool',
          name: 'write',
          id: 'call_1',
          arguments: { path: 'a.txt', content: '你好' },
          pieces: 5,
        },
        { type: 'tool', name: 'ls', id: 'call_2', arguments: {} },
      ],
    },
  });
  const chunks = await collect();
  const deltas = chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);
  const first = deltas.filter(({ index }) => index === 0);
  expect(first.filter(({ id }) => id)).toHaveLength(1);
  expect(first).toHaveLength(6);
  const args = first.map((delta) => delta.function?.arguments ?? '').join('');
  expect(JSON.parse(args)).toEqual({ path: 'a.txt', content: '你好' });
  expect(deltas.find(({ index }) => index === 1)).toMatchObject({ id: 'call_2' });
  expect(chunks.findLast(({ choices }) => choices[0]?.finish_reason)?.choices[0]?.finish_reason).toBe(
    'tool_calls',
  );
});

test('usage comes in a chunk without choices when asked for, in the last chunk otherwise', async () => {
  const asked = await collect({ stream_options: { include_usage: true } });
  expect(asked.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } });
  const plain = await collect();
  expect(plain.at(-1)).toMatchObject({
    choices: [{ finish_reason: 'stop' }],
    usage: { total_tokens: expect.any(Number) },
  });
});

test('comment lines, blank lines and characters split between TCP pieces do not disturb the client', async () => {
  emulator.queue({
    answer: {
      splitUtf8: true,
      steps: [
        { type: 'comment', text: 'keep-alive' },
        { type: 'raw', text: '\n\n' },
        { type: 'text', text: '沙盒模型说你好🦞', pieces: 3 },
      ],
    },
  });
  expect(textOf(await collect())).toBe('沙盒模型说你好🦞');
});

test('bytes really leave split inside a character', async () => {
  emulator.queue({ answer: { splitUtf8: true, steps: [{ type: 'text', text: '你好', pieces: 1 }] } });
  const response = await fetch(`${emulator.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-sandbox', 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'sandbox', stream: true, messages: [{ role: 'user', content: 'x' }] }),
  });
  let isSplit = false;
  for await (const piece of response.body!) isSplit ||= Buffer.from(piece).at(-1)! >= 0xc0;
  expect(isSplit).toBe(true);
});

test('an abort in mid-stream rejects after the text that came', async () => {
  emulator.queue({ answer: { steps: [{ type: 'text', text: 'half' }, { type: 'abort' }] } });
  await expect(collect()).rejects.toThrow();
});

test("a hanging stream ends only by the client's signal", async () => {
  emulator.queue({ answer: { steps: [{ type: 'text', text: 'half' }, { type: 'hang' }] } });
  const stream = await client.chat.completions.create({
    model: 'sandbox',
    stream: true,
    messages: [{ role: 'user', content: 'x' }],
  });
  let text = '';
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? '';
    if (text === 'half') stream.controller.abort();
  }
  expect(text).toBe('half');
});

test.each(['1113', '1302', '1305', '1308'])(
  'GLM %s is a 429 whose body has the code as text',
  async (code) => {
    emulator.queue({ answer: glmFailure(code) });
    await expect(ask('x')).rejects.toMatchObject({
      status: 429,
      error: { code, message: expect.any(String) },
    });
  },
);

test.each(['stop', 'length', 'sensitive'] as const)(
  'finish reason %s reaches the client',
  async (finishReason) => {
    emulator.queue({ answer: { finishReason, steps: [{ type: 'text', text: 'x' }] } });
    expect((await ask('x')).choices[0]!.finish_reason).toBe(finishReason);
  },
);

test('an HTML answer and a redirect come as they are', async () => {
  emulator.queue({ answer: htmlFailure });
  await expect(ask('x')).rejects.toMatchObject({ status: 502 });
  emulator.queue({ answer: redirectFailure('http://10.0.0.1/v1/chat/completions') });
  const response = await fetch(`${emulator.baseUrl}/chat/completions`, {
    method: 'POST',
    redirect: 'manual',
    headers: { authorization: 'Bearer sk-sandbox' },
    body: JSON.stringify({ model: 'sandbox', messages: [{ role: 'user', content: 'x' }] }),
  });
  expect(response.status).toBe(302);
});

test("a foreign key is refused with 401 and an unknown model with 404, in OpenAI's form", async () => {
  const foreign = new OpenAI({ apiKey: 'sk-other', baseURL: emulator.baseUrl, maxRetries: 0 });
  await expect(foreign.models.list()).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' });
  await expect(ask('x', { model: 'gpt-9' })).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
});

test('scripts are taken in order by the requests they match', async () => {
  emulator.queue({ match: { includes: 'second' }, answer: { steps: [{ type: 'text', text: 'B' }] } });
  emulator.queue({ answer: { steps: [{ type: 'text', text: 'A' }] } });
  expect((await ask('first')).choices[0]!.message.content).toBe('A');
  expect((await ask('the second')).choices[0]!.message.content).toBe('B');
});

test('requests are recorded with their sizes', async () => {
  await ask('hi', { tools: [{ type: 'function', function: { name: 'ls', parameters: {} } }] });
  expect(emulator.requests).toMatchObject([{ key: 'sk-sandbox-1', messages: 1, tools: 1, stream: false }]);
  expect(emulator.requests[0]!.bodyBytes).toBeGreaterThan(50);
});

test('instant mode answers both forms without looking at key or model', async () => {
  const instant = await startModelEmulator({ mode: 'instant' });
  const other = new OpenAI({ apiKey: 'x', baseURL: instant.baseUrl, maxRetries: 0 });
  const body = { model: 'any', messages: [{ role: 'user' as const, content: 'x' }] };
  expect((await other.chat.completions.create(body)).choices[0]!.message.content).toBe('ok');
  let text = '';
  for await (const chunk of await other.chat.completions.create({ ...body, stream: true })) {
    text += chunk.choices[0]?.delta.content ?? '';
  }
  expect(text).toBe('ok');
  await instant.close();
});
