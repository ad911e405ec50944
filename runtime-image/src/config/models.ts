import type { z } from 'zod/mini';
import type { Issue } from './issue.ts';
import type { OpenClawFile } from './openclaw-schema.ts';
import type { ModelChoice } from './schema/models.ts';
import { seesByName } from './seeing-models.ts';
import type { GatewayConfig, ModelApi, ModelSpec, Provider, TokenPrices } from './settings.ts';
import type { SecretReader } from './secret.ts';

type ProviderFile = NonNullable<NonNullable<OpenClawFile['models']>['providers']>[string];
type ModelFile = NonNullable<ProviderFile['models']>[number];

const defaultContextWindow = 128_000;
const defaultApi = 'openai-completions';

function isSupported(api: string): api is ModelApi {
  return api === 'openai-completions' || api === 'anthropic-messages';
}

export function readProviders(
  file: OpenClawFile,
  readSecret: SecretReader,
  issues: Issue[],
): Record<string, Provider> {
  const providers: Record<string, Provider> = {};
  for (const [id, provider] of Object.entries(file.models?.providers ?? {})) {
    const at = `models.providers.${id}`;
    if (!isHttpUrl(provider.baseUrl))
      issues.push({ path: `${at}.baseUrl`, message: 'must be an http or https address' });
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(provider.headers ?? {})) {
      headers[name] = readSecret(value, `${at}.headers.${name}`);
    }
    const own = provider.api ?? provider.models?.find((model) => model.api !== undefined)?.api ?? defaultApi;
    const api = isSupported(own) ? own : defaultApi;
    const models = (provider.models ?? []).map((model) => readModel(model, api));
    const foreign = [own, ...(provider.models ?? []).map((model) => model.api ?? own)].find(
      (form) => !isSupported(form),
    );
    providers[id] = {
      id,
      baseUrl: provider.baseUrl.replace(/\/+$/, ''),
      apiKey: provider.apiKey === undefined ? '' : readSecret(provider.apiKey, `${at}.apiKey`),
      headers,
      unsupportedApi: foreign ?? null,
      api,
      bearerOnly: provider.authHeader ?? (provider.auth === 'token' || provider.auth === 'oauth'),
      ...(provider.timeoutSeconds === undefined ? {} : { idleMs: provider.timeoutSeconds * 1_000 }),
      models: Object.fromEntries(models.map((model) => [model.id, model])),
    };
  }
  return providers;
}

function readModel(model: ModelFile, providerApi: ModelApi): ModelSpec {
  const { id, compat } = model;
  const api = model.api !== undefined && isSupported(model.api) ? model.api : providerApi;
  return {
    id,
    contextWindow: model.contextWindow ?? defaultContextWindow,
    maxTokens: model.maxTokens ?? null,
    maxTokensField: compat?.maxTokensField ?? null,
    reasoning: model.reasoning ?? false,
    tools: compat?.supportsTools ?? true,
    returnsReasoning: compat?.returnsReasoning ?? true,
    usageInStream: compat?.supportsUsageInStreaming ?? true,
    api,
    sees: model.input?.includes('image') ?? seesByName(id),
    thinkingFormat: compat?.thinkingFormat ?? null,
    cost: readCost(model.cost),
  };
}

function readCost(cost: ModelFile['cost']): TokenPrices | null {
  const prices = {
    input: cost?.input ?? 0,
    output: cost?.output ?? 0,
    cacheRead: cost?.cacheRead ?? 0,
    cacheWrite: cost?.cacheWrite ?? 0,
  };
  return Object.values(prices).some((price) => price > 0) ? prices : null;
}

/** A model that the provider does not list is used as the user typed it, with cautious assumptions. */
export function unlistedModel(id: string, api: ModelApi = defaultApi): ModelSpec {
  return readModel({ id }, api);
}

export function readAliases(file: OpenClawFile): Record<string, string> {
  const aliases: Record<string, string> = {};
  for (const [reference, entry] of Object.entries(file.agents?.defaults?.models ?? {})) {
    if (entry.alias !== undefined) aliases[entry.alias] = reference;
  }
  return aliases;
}

export function modelReferences(choice: z.infer<typeof ModelChoice> | undefined): string[] {
  if (choice === undefined) return [];
  if (typeof choice === 'string') return choice === '' ? [] : [choice];
  return [...(choice.primary ? [choice.primary] : []), ...(choice.fallbacks ?? [])];
}

export type ResolvedModel = { provider: Provider; model: ModelSpec; reference: string };

/** `provider/model-id`; the model's id may itself contain slashes. Null when the provider is not configured. */
export function resolveModel(
  reference: string,
  providers: Readonly<Record<string, Provider>>,
  aliases: Readonly<Record<string, string>>,
): ResolvedModel | null {
  const full = aliases[reference] ?? reference;
  const slash = full.indexOf('/');
  const provider = providers[full.slice(0, slash)];
  const modelId = full.slice(slash + 1);
  if (slash <= 0 || provider === undefined || modelId === '') return null;
  return {
    provider,
    model: provider.models[modelId] ?? unlistedModel(modelId, provider.api),
    reference: full,
  };
}

export function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** Models that may look at pictures, in order of preference: those configured for it, else those of the agent that see. */
export function seeingTargets(
  config: Pick<GatewayConfig, 'imageModels' | 'agents' | 'providers' | 'aliases'>,
  agentId: string,
): ResolvedModel[] {
  const { imageModels, agents, providers, aliases } = config;
  const usable = (references: readonly string[]): ResolvedModel[] =>
    references
      .map((reference) => resolveModel(reference, providers, aliases))
      .filter(
        (target): target is ResolvedModel => target !== null && target.provider.unsupportedApi === null,
      );
  return imageModels.length > 0
    ? usable(imageModels)
    : usable(agents[agentId]?.models ?? []).filter(({ model }) => model.sees);
}
