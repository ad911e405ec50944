import { describe, expect, it } from 'vitest';
import { unlistedModel } from '../config/models.ts';
import { explainModelFailure, type ModelFailure } from '../model-errors.ts';
import { runAgent, type AgentEvent, type AgentInput } from './loop.ts';
import type { ModelEvent, ModelRequest, ModelTarget } from './model.ts';
import { toolContext } from './testing.ts';
import type { Tool } from './tool.ts';

const target = (id: string): ModelTarget => ({
  reference: `p/${id}`,
  provider: {
    id: 'p',
    baseUrl: 'https://p.example/v1',
    apiKey: 'k',
    headers: {},
    unsupportedApi: null,
    models: {},
  },
  model: unlistedModel(id),
});
const http = (status: number): ModelFailure =>
  explainModelFailure({ from: 'http', status, body: '{}', baseUrl: 'https://p.example/v1', model: 'a' });

const text = (words: string): ModelEvent => ({ type: 'text', text: words });
const end = (...calls: [id: string, name: string, input: string][]): ModelEvent => ({
  type: 'end',
  toolCalls: calls.map(([id, name, input]) => ({ id, name, input })),
  usage: null,
  truncated: false,
});
const failed = (status: number): ModelEvent => ({ type: 'failed', failure: http(status) });

const echo: Tool = {
  name: 'echo',
  description: '',
  parameters: {},
  run: (input) => Promise.resolve({ output: JSON.stringify(input), ok: true }),
};

async function run(script: ModelEvent[][], more: Partial<AgentInput> = {}) {
  const requests: ModelRequest[] = [];
  const events: AgentEvent[] = [];
  const input: AgentInput = {
    system: '',
    messages: [{ role: 'user', text: 'go' }],
    targets: [target('a'), target('b')],
    tools: [echo],
    work: toolContext('/'),
    stepsMax: 5,
    signal: new AbortController().signal,
    ...more,
  };
  const stream = async function* (request: ModelRequest) {
    requests.push({ ...request, messages: [...request.messages] });
    for (const event of script[requests.length - 1] ?? []) yield await Promise.resolve(event);
  };
  for await (const event of runAgent(input, stream)) events.push(event);
  return { events, requests, types: events.map(({ type }) => type) };
}

describe('runAgent', () => {
  it('answers in one step', async () => {
    const { types } = await run([[text('a'), text('b'), end()]]);
    expect(types).toEqual(['text', 'text', 'step', 'done']);
  });

  it('runs tools and gives their results to the next step', async () => {
    const { types, requests } = await run([
      [end(['1', 'echo', '{"x":1}'], ['2', 'echo', ''])],
      [text('ok'), end()],
    ]);
    expect(types).toEqual([
      'step',
      'tool-start',
      'tool-end',
      'tool-start',
      'tool-end',
      'text',
      'step',
      'done',
    ]);
    expect(requests[1]?.messages.slice(-2)).toEqual([
      { role: 'tool', callId: '1', name: 'echo', output: '{"x":1}', ok: true },
      { role: 'tool', callId: '2', name: 'echo', output: '{}', ok: true },
    ]);
  });

  it.each([
    ['no_such', '{}', /no tool named/],
    ['echo', '{broken', /not valid JSON/],
    ['echo', '[1]', /one JSON object/],
  ])('tells the model of a call that cannot run: %s %s', async (name, input, message) => {
    const { events } = await run([[end(['1', name, input])], [text('ok'), end()]]);
    expect(events.find(({ type }) => type === 'tool-end')).toMatchObject({
      ok: false,
      output: expect.stringMatching(message),
    });
  });

  it.each([401, 402, 404, 429, 500, 503])('asks the next model at once after %i', async (status) => {
    const { types, requests } = await run([[failed(status)], [text('ok'), end()]]);
    expect(types).toEqual(['fallback', 'text', 'step', 'done']);
    expect(requests.map((request) => request.target.reference)).toEqual(['p/a', 'p/b']);
  });

  it('stays with the model that worked for the rest of the turn', async () => {
    const { requests } = await run([[failed(500)], [end(['1', 'echo', '{}'])], [text('ok'), end()]]);
    expect(requests.map((request) => request.target.reference)).toEqual(['p/a', 'p/b', 'p/b']);
  });

  it('does not ask another model for what the first one refused for good reason, or after it began to speak', async () => {
    expect((await run([[failed(400)]])).types).toEqual(['failed']);
    expect((await run([[text('half'), failed(500)]])).types).toEqual(['text', 'failed']);
  });

  it('fails with the last reason when every model fails', async () => {
    const { events } = await run([[failed(500)], [failed(401)]]);
    expect(events.at(-1)).toMatchObject({ type: 'failed', model: 'p/b', failure: { kind: 'auth' } });
  });

  it('stops after the allowed steps', async () => {
    const { events, requests } = await run(Array(9).fill([end(['1', 'echo', '{}'])]), { stepsMax: 3 });
    expect(events.at(-1)).toEqual({ type: 'done', reason: 'step_limit' });
    expect(requests).toHaveLength(3);
  });

  it('runs no further tool once it is aborted', async () => {
    const controller = new AbortController();
    const stopping: Tool = {
      ...echo,
      run: () => (controller.abort('stop'), Promise.resolve({ output: '', ok: true })),
    };
    const running = run([[end(['1', 'echo', '{}'], ['2', 'echo', '{}'])]], {
      tools: [stopping],
      signal: controller.signal,
    });
    await expect(running).rejects.toBe('stop');
  });
});
