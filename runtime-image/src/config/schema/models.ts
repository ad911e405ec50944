/** Providers, their models, and how one is chosen. */
import * as z from 'zod/mini';
import { flag, positive, text, unused } from './fields.ts';
import { SecretInput } from './secret-input.ts';

const modelApis = [
  'openai-completions',
  'openai-responses',
  'openai-codex-responses',
  'anthropic-messages',
  'google-generative-ai',
  'github-copilot',
  'bedrock-converse-stream',
  'ollama',
  'azure-openai-responses',
] as const;

/** how a model is told to think; all but `openai`, `zai` and `qwen` are ours */
export const thinkingFormats = ['openai', 'zai', 'qwen', 'kimi', 'deepseek', 'none'] as const;

const Model = z.strictObject({
  id: z.string().check(z.minLength(1)),
  name: text,
  api: z.optional(z.enum(modelApis)),
  reasoning: flag,
  input: z.optional(z.array(z.string())),
  cost: z.optional(
    z.strictObject({
      input: z.optional(z.number()),
      output: z.optional(z.number()),
      cacheRead: z.optional(z.number()),
      cacheWrite: z.optional(z.number()),
    }),
  ),
  contextWindow: positive,
  maxTokens: positive,
  headers: z.optional(z.record(z.string(), z.string())),
  compat: z.optional(
    z.looseObject({
      supportsTools: flag,
      supportsUsageInStreaming: flag,
      maxTokensField: z.optional(z.enum(['max_tokens', 'max_completion_tokens'])),
      /** ours: whether reasoning is given back with tool calls of the running turn; default true */
      returnsReasoning: flag,
      thinkingFormat: z.optional(z.enum(thinkingFormats)),
    }),
  ),
  ...unused('contextTokens', 'baseUrl', 'params', 'thinking'),
});

export const Provider = z.strictObject({
  baseUrl: z.string().check(z.minLength(1)),
  apiKey: z.optional(SecretInput),
  auth: z.optional(z.enum(['api-key', 'aws-sdk', 'oauth', 'token'])),
  api: z.optional(z.enum(modelApis)),
  headers: z.optional(z.record(z.string(), SecretInput)),
  models: z.optional(z.array(Model)),
  authHeader: flag,
  timeoutSeconds: z.optional(z.number().check(z.positive())),
  ...unused('injectNumCtxForOpenAICompat', 'request', 'params', 'region'),
});

export const ModelChoice = z.union([
  z.string(),
  z.strictObject({
    primary: text,
    fallbacks: z.optional(z.array(z.string())),
    ...unused('timeoutMs', 'timeoutSeconds'),
  }),
]);
