/** Which model answers, and what people are told when none does, through a whole gateway. */
import { describe, expect, it } from 'vitest';
import { glmFailure, openAiFailure } from '../../../e2e/emulators/model/vendor-errors.ts';
import { modelKey } from '../testing.ts';
import { testGateway } from '../testing/test-gateway.ts';

/** Two providers: one of OpenAI's form, one of Anthropic's. */
const gateway = await testGateway({
  models: ['glm-4.7', 'claude-sonnet-4-5', 'late'],
  openclaw: (model) => ({
    models: {
      providers: {
        zhipu: { baseUrl: model.baseUrl, apiKey: modelKey, models: [{ id: 'glm-4.7' }] },
        anthropic: {
          ...{ baseUrl: model.url, apiKey: modelKey, api: 'anthropic-messages', timeoutSeconds: 0.2 },
          models: [{ id: 'claude-sonnet-4-5' }],
        },
        dead: { baseUrl: 'http://127.0.0.1:9/v1', apiKey: 'x', models: [{ id: 'm' }] },
      },
    },
    agents: {
      defaults: {
        model: { primary: 'zhipu/glm-4.7', fallbacks: ['dead/m', 'anthropic/claude-sonnet-4-5'] },
      },
    },
  }),
});
const { model, ask } = gateway;

const asked = (): string[] => model.requests.map(({ body }) => body.model);
const path = '*/chat/completions';

describe('when the first model fails', () => {
  it.each([
    ['401', 401, openAiFailure(401, 'no', 'invalid_api_key').body],
    ['402', 402, openAiFailure(402, 'no', 'x').body],
    ['404', 404, openAiFailure(404, 'model does not exist', 'model_not_found').body],
    ['429', 429, glmFailure('1302').body],
    ['500', 500, {}],
    ['503', 503, {}],
  ])('the next that works answers in the same turn: %s', async (_name, status, body) => {
    model.faults.add({ path, status, body, times: 1 });
    expect(await ask('hello')).toContain('sandbox model');
    expect(asked()).toEqual(['claude-sonnet-4-5']);
  });

  it('by silence, too', async () => {
    model.queue({ match: { model: 'claude-sonnet-4-5' }, answer: { steps: [{ type: 'hang' }] } });
    model.faults.add({ path, status: 500, body: {}, times: 1 });
    expect(await ask('hello')).toMatch(/did not answer in time/);
  });

  it('the next turn asks it again: nothing is held against it', async () => {
    model.faults.add({ path, status: 401, body: {}, times: 1 });
    await ask('hello');
    await ask('hello again');
    expect(asked()).toEqual(['claude-sonnet-4-5', 'glm-4.7']);
  });

  it('a chosen model is asked alone, and its failure told at once', async () => {
    await ask('/model zhipu/glm-4.7');
    model.queue({ answer: glmFailure('1308') });
    expect(await ask('hello')).toContain('resets at 2026-11-22 18:00:00');
    expect(asked()).toEqual(['glm-4.7']);
  });
});

it('when every model fails people hear of the last one at once, with a trace', async () => {
  model.faults.add({ path, status: 500, body: {}, times: 1 });
  model.faults.add({ path: '*/v1/messages', status: 529, body: {}, times: 1 });
  expect(await ask('hello')).toMatch(/overloaded; try again later\. \[[0-9a-z]{8}\]/);
});

it("a tool loop of Anthropic's form gives the signed thoughts back, also after a restart's worth of storage", async () => {
  await ask('/model anthropic/claude-sonnet-4-5');
  await ask('/think low');
  model.queue({
    answer: {
      steps: [
        { type: 'reasoning', text: 'look first' },
        { type: 'tool', name: 'ls', arguments: {}, id: 'toolu_1' },
      ],
      usage: { prompt_tokens: 100, completion_tokens: 10, cached_tokens: 40 },
    },
  });
  expect(await ask('what is here?')).not.toBe('');
  const [first, second] = model.requests.slice(-2).map(({ raw }) => raw!);
  expect(first?.thinking).toMatchObject({ type: 'enabled' });
  expect(JSON.stringify(second?.messages)).toContain('"thinking":"look first","signature":"sig-');
  const rows = gateway.gateway.transcripts.newest('agent:main:main', 10, 100_000);
  expect(rows.some(({ data }) => data?.thoughts?.by === 'anthropic/claude-sonnet-4-5')).toBe(true);
});
