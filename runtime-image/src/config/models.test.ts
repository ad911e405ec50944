import { describe, expect, it } from 'vitest';
import type { OpenClawFile } from './openclaw-schema.ts';
import type { Issue } from './issue.ts';
import { readProviders, resolveModel, seeingTargets, unlistedModel } from './models.ts';
import { seesByName } from './seeing-models.ts';

type ProviderFile = NonNullable<NonNullable<OpenClawFile['models']>['providers']>[string];
type ModelFile = NonNullable<ProviderFile['models']>[number];

function read(provider: Partial<ProviderFile>) {
  const issues: Issue[] = [];
  const file = { models: { providers: { p: { baseUrl: 'https://p.example/v1/', ...provider } } } };
  const { p } = readProviders(file, (secret) => String(secret), issues);
  return { provider: p!, issues };
}
const model = (more: Partial<ModelFile>, provider: Partial<ProviderFile> = {}) =>
  read({ ...provider, models: [{ id: 'm', ...more }] }).provider.models.m!;

describe('a model of the configuration', () => {
  it.each([
    [undefined, null],
    [{ input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }, null],
    [
      { input: 2, output: 8 },
      { input: 2, output: 8, cacheRead: 0, cacheWrite: 0 },
    ],
    [{ cacheRead: 0.2 }, { input: 0, output: 0, cacheRead: 0.2, cacheWrite: 0 }],
  ])('costs what is said, and nothing when all is zero: %j', (cost, expected) => {
    expect(model({ cost }).cost).toEqual(expected);
  });

  it('sees when its input says so, else when its name is known to', () => {
    expect(model({ input: ['text', 'image'] }).sees).toBe(true);
    expect(model({ id: 'm', input: ['text'] }).sees).toBe(false);
    expect(unlistedModel('glm-4.6v').sees).toBe(true);
    expect(unlistedModel('glm-4.7').sees).toBe(false);
  });

  it.each([
    [{}, {}, 'openai-completions', null],
    [{}, { api: 'anthropic-messages' }, 'anthropic-messages', null],
    [{ api: 'anthropic-messages' }, { api: 'openai-completions' }, 'anthropic-messages', null],
    [{ api: 'anthropic-messages' }, {}, 'anthropic-messages', null],
    [{}, { api: 'google-generative-ai' }, 'openai-completions', 'google-generative-ai'],
    [{ api: 'openai-responses' }, {}, 'openai-completions', 'openai-responses'],
  ] as const)('speaks the form that it or its provider names: %j %j', (own, provider, api, unsupported) => {
    const found = read({ ...provider, models: [{ id: 'm', ...own }] }).provider;
    expect(found.models.m?.api).toBe(api);
    expect(found.unsupportedApi).toBe(unsupported);
  });

  it("that is not listed speaks its provider's form", () => {
    const { provider } = read({ api: 'anthropic-messages' });
    expect(resolveModel('p/new-model', { p: provider }, {})?.model.api).toBe('anthropic-messages');
  });
});

describe('a provider of the configuration', () => {
  it("keeps upstream's own keys for silence and for how the key is sent", () => {
    expect(read({ timeoutSeconds: 30 }).provider.idleMs).toBe(30_000);
    expect(read({}).provider.idleMs).toBeUndefined();
    expect(read({ auth: 'token' }).provider.bearerOnly).toBe(true);
    expect(read({ authHeader: true }).provider.bearerOnly).toBe(true);
    expect(read({ auth: 'api-key' }).provider.bearerOnly).toBe(false);
    expect(read({}).provider.baseUrl).toBe('https://p.example/v1');
  });
});

describe('seesByName', () => {
  it.each([
    ...['glm-4.5v', 'glm-4.6v-flash', 'qwen3-vl-plus', 'qwen-vl-max', 'qwen3.6-plus', 'kimi-k2.5'],
    ...[
      'moonshotai/kimi-k2.6',
      'claude-sonnet-4-5',
      'gpt-4o-mini',
      'gpt-5.2',
      'gemini-3-pro',
      'x/llama-vision',
    ],
  ])('%s sees', (id) => expect(seesByName(id)).toBe(true));
  it.each([
    ...[
      'glm-4.7',
      'glm-5',
      'qwen3-max',
      'qwen3-coder-plus',
      'deepseek-v4-pro',
      'kimi-k2',
      'sandbox',
      'gpt-3.5-turbo',
    ],
  ])('%s does not', (id) => expect(seesByName(id)).toBe(false));
});

it('whoever is configured for pictures looks at them, else those of the agent that see', () => {
  const { provider } = read({ models: [{ id: 'blind' }, { id: 'seeing', input: ['image'] }] });
  const agent = { id: 'main', models: ['p/blind', 'p/seeing'] };
  const config = (imageModels: string[]) =>
    ({ providers: { p: provider }, aliases: {}, agents: { main: agent }, imageModels }) as never;
  const names = (imageModels: string[]) =>
    seeingTargets(config(imageModels), 'main').map(({ reference }) => reference);
  expect(names(['p/other', 'gone/x'])).toEqual(['p/other']);
  expect(names([])).toEqual(['p/seeing']);
});
