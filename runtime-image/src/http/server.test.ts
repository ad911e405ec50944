import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { ChatHistory } from '../control/chat.ts';
import { ControlEvent } from '../control/events.ts';
import { PairingList } from '../control/pairing.ts';
import { GatewayStatus } from '../control/status.ts';
import { token, until } from '../testing.ts';
import { testGateway } from '../testing/test-gateway.ts';
import { readEvents } from '../agent/sse.ts';

const one = await testGateway({ starts: 'once' });
const { model } = one;

const history = async () => ChatHistory.parse(await (await one.get('/control/chat?limit=200')).json());
const text = (words: string) => ({ steps: [{ type: 'text' as const, text: words, pieces: 3 }] });

describe('without the token', () => {
  it('a path that is none is the mistake of who asked', async () => {
    expect((await fetch(`${one.url}//`)).status).toBe(400);
  });

  it.each(['/v1/models', '/control/status', '/control/events', '/control/chat', '/nowhere'])(
    '%s is closed',
    async (path) => {
      expect((await fetch(one.url + path)).status).toBe(401);
      for (const wrong of ['', 'x', `${token}x`, token.slice(1)]) {
        expect((await fetch(one.url + path, { headers: { authorization: `Bearer ${wrong}` } })).status).toBe(
          401,
        );
      }
    },
  );

  it('the probes answer', async () => {
    expect(await (await fetch(`${one.url}/healthz`)).json()).toEqual({ ok: true, status: 'live' });
    expect(await (await fetch(`${one.url}/readyz`)).json()).toMatchObject({
      ready: true,
      failing: [],
      uptimeMs: expect.any(Number),
    });
    expect((await fetch(`${one.url}/metrics`)).headers.get('content-type')).toContain('text/plain');
  });
});

it('readiness names the channel that is not connected', async () => {
  const channel = one.channel();
  const connected = channel.status();
  channel.status = () => ({ ...connected, state: 'failed', code: 'wrong_secret' });
  const response = await fetch(`${one.url}/readyz`);
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ ready: false, failing: ['feishu:default'] });
  channel.status = () => connected;
});

it('the shapes are those that the readers parse', async () => {
  GatewayStatus.parse(await (await one.get('/control/status')).json());
  PairingList.parse(await (await one.get('/control/pairing')).json());
});

describe('the web chat', () => {
  it('takes a message once per id and answers it', async () => {
    model.queue({ answer: text('hello back') });
    expect((await one.post('/control/chat', { id: 'c1', text: 'hello' })).status).toBe(202);
    expect(await (await one.post('/control/chat', { id: 'c1', text: 'hello' })).json()).toMatchObject({
      duplicate: true,
    });
    await until(async () => (await history()).messages.some((message) => message.text === 'hello back'));
    expect(model.requests).toHaveLength(1);
    expect((await history()).messages.slice(-2)).toMatchObject([
      { id: 'c1', role: 'user', channel: 'web' },
      { role: 'assistant', model: 'sandbox/glm-4.7' },
    ]);
  });

  it.each([
    [{ id: '', text: 'x' }, 400],
    [{ id: 'x'.repeat(65), text: 'x' }, 400],
    [{ id: 'a', text: '' }, 400],
    [{ id: 'a', text: ' \n\t' }, 400],
    [{ id: 'a', text: 'x'.repeat(100_001) }, 400],
    [{ id: 'a', text: 'x'.repeat(3_000_000) }, 413],
  ])('refuses what is not a message', async (body, status) => {
    expect((await one.post('/control/chat', body)).status).toBe(status);
  });

  it('streams what happens as events that can be parsed, in order, and stops on demand', async () => {
    const response = await one.get('/control/events');
    const events: ControlEvent[] = [];
    const reading = (async () => {
      for await (const data of readEvents(response.body as unknown as AsyncIterable<Uint8Array>)) {
        events.push(ControlEvent.parse(JSON.parse(data)));
        if (events.at(-1)?.type === 'turn-end') return;
      }
    })();
    model.queue({
      answer: {
        steps: [
          { type: 'reasoning', text: 'hm' },
          { type: 'tool', name: 'ls', arguments: {} },
        ],
      },
    });
    model.queue({ answer: { steps: [{ type: 'text', text: 'half' }, { type: 'hang' }] } });
    await one.post('/control/chat', { id: 'c2', text: 'look' });
    await until(() => events.some((event) => event.type === 'delta'));
    expect(await (await one.post('/control/chat/stop')).json()).toEqual({ stopped: true });
    await reading;
    const types = events.map(({ type }) => type).filter((type) => type !== 'status');
    expect(events[0]?.type).toBe('status');
    expect(types[0]).toBe('message');
    expect(types[1]).toBe('turn-start');
    expect(types.indexOf('tool')).toBeLessThan(types.indexOf('delta'));
    expect(events.at(-1)).toMatchObject({
      type: 'turn-end',
      error: null,
      message: { text: 'half', tools: [{ name: 'ls', ok: true }] },
    });
  });

  it('tells a failed turn by its sentence', async () => {
    model.queue({ answer: { status: 400, body: { error: { message: 'x' } } } });
    await one.post('/control/chat', { id: 'c3', text: 'fail' });
    await until(async () => (await history()).messages.at(-1)?.role === 'notice');
    expect((await history()).messages.at(-1)?.text).toMatch(/does not accept the request's parameters/);
  });
});

describe('the OpenAI endpoints, by its own client', () => {
  it.each([
    [{ model: 'openclaw' }, 'messages: is missing'],
    [{ model: 'openclaw', messages: 'hi' }, 'messages: must be a list'],
    [{ messages: [] }, 'model: is missing'],
  ])('say which field of %j is wrong, and what it must be', async (body, message) => {
    const response = await one.post('/v1/chat/completions', body);
    expect([response.status, await response.json()]).toMatchObject([400, { error: { message } }]);
  });

  const client = () => new OpenAI({ baseURL: `${one.url}/v1`, apiKey: token, maxRetries: 0 });
  const ask = (content: string) => [{ role: 'user' as const, content }];

  it('list the agents', async () => {
    const ids = (await client().models.list()).data.map(({ id }) => id);
    expect(ids).toEqual(['openclaw', 'openclaw/main']);
  });

  it('answer whole and streamed, with the usage that the model told', async () => {
    const usage = { prompt_tokens: 5, completion_tokens: 2 };
    model.queue({ times: 2, answer: { ...text('an answer'), usage } });
    const whole = await client().chat.completions.create({ model: 'openclaw', messages: ask('hi') });
    expect(whole.choices[0]?.message.content).toBe('an answer');
    expect(whole.usage).toEqual({ ...usage, total_tokens: 7 });
    let streamed = '';
    const stream = await client().chat.completions.create({
      model: 'openclaw/main',
      messages: ask('hi'),
      stream: true,
    });
    for await (const chunk of stream) streamed += chunk.choices[0]?.delta.content ?? '';
    expect(streamed).toBe('an answer');
  });

  it('keep a conversation by user, and take the caller’s otherwise', async () => {
    model.queue({ times: 4, answer: text('ok') });
    const said = (index: number) =>
      model.requests
        .at(index)!
        .body.messages.slice(1)
        .map((message) => (message as { content: string }).content);
    await client().chat.completions.create({ model: 'openclaw', user: 'u1', messages: ask('one') });
    await client().chat.completions.create({ model: 'openclaw', user: 'u1', messages: ask('two') });
    expect(said(-1)).toEqual(['one', 'ok', 'two']);
    await client().chat.completions.create({
      model: 'openclaw',
      messages: [
        { role: 'system', content: 'Speak like a crab.' },
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b' },
        { role: 'user', content: [{ type: 'text', text: 'c' }] },
      ],
    });
    expect(said(-1)).toEqual(['a', 'b', 'c']);
    expect(JSON.stringify(model.requests.at(-1)!.body.messages[0])).toContain('Speak like a crab.');
  });

  it.each([
    [{ model: 'gpt-4', messages: ask('x') }, 404],
    [{ model: 'openclaw/none', messages: ask('x') }, 404],
    [{ model: 'openclaw', messages: [] }, 400],
    [{ model: 'openclaw', messages: ask('  ') }, 400],
    [{ messages: ask('x') }, 400],
  ])('refuse %j', async (body, status) => {
    const response = await one.post('/v1/chat/completions', body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { message: expect.any(String) } });
  });

  it('end the turn when the caller hangs up', async () => {
    model.queue({ answer: { steps: [{ type: 'hang' }] } });
    const controller = new AbortController();
    const asked = client().chat.completions.create(
      { model: 'openclaw', messages: ask('x') },
      { signal: controller.signal },
    );
    asked.catch(() => undefined);
    await until(() => one.gateway.report.status().runningTurns === 1);
    controller.abort();
    await until(() => one.gateway.report.status().runningTurns === 0);
    expect(one.gateway.inbox.waiting()).toBe(0);
  });
});
