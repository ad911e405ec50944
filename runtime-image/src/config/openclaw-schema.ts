/**
 * The shape of `openclaw.json` as far as this gateway knows it. Inside an object described here an unknown key is an error, as
 * upstream has it; keys that upstream knows and this gateway does not use are accepted (`unused`); whole sections that mean
 * nothing to it are accepted as they are (`ignoredSections`).
 */
import * as z from 'zod/mini';
import { DingtalkFile } from './schema/dingtalk.ts';
import { feishuGroupTalkKeys, feishuTalkKeys, messagesTalkKeys } from './schema/feishu.ts';
import { agentSessionKeys, Compaction, Queue, sessionKeys } from './schema/sessions.ts';
import { ElevatedTool, ExecTool } from './schema/exec.ts';
import { CronSection, MemorySearchSection } from './schema/cron.ts';
import { SecretInput } from './schema/secret-input.ts';
import { MediaSection, TalkSection, TtsSection } from './schema/speech.ts';
import { SkillsSection } from './schema/skills.ts';
import { BrowserSection } from './schema/browser.ts';
import { McpSection } from './schema/mcp.ts';
import { WebSection } from './schema/web.ts';

export { SecretInput };

const text = z.optional(z.string());
const flag = z.optional(z.boolean());
const idList = z.optional(z.array(z.union([z.string(), z.number()])));
const positive = z.optional(z.int().check(z.positive()));

function unused<const K extends string>(...keys: K[]): Record<K, z.ZodMiniOptional<z.ZodMiniUnknown>> {
  return Object.fromEntries(keys.map((key) => [key, z.optional(z.unknown())])) as never;
}

export const modelApis = [
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

const Provider = z.strictObject({
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

const Identity = z.strictObject({ name: text, theme: text, emoji: text, avatar: text });

const agentKeys = {
  name: text,
  default: flag,
  model: z.optional(ModelChoice),
  workspace: text,
  identity: z.optional(Identity),
  ...unused('agentDir', 'skills', 'tools', 'sandbox', 'subagents', 'groupChat', 'heartbeat', 'memorySearch'),
  ...agentSessionKeys,
  ...unused('humanDelay', 'params', 'runtime'),
};

const Defaults = z.strictObject({
  model: z.optional(ModelChoice),
  models: z.optional(z.record(z.string(), z.looseObject({ alias: text }))),
  workspace: text,
  maxConcurrent: positive,
  userTimezone: text,
  subagents: z.optional(z.looseObject({ maxConcurrent: positive })),
  imageModel: z.optional(ModelChoice),
  ...unused('imageGenerationModel', 'videoGenerationModel', 'pdfModel', 'pdfMaxBytesMb', 'pdfMaxPages'),
  ...unused('repoRoot', 'skipBootstrap', 'bootstrapMaxChars', 'bootstrapTotalMaxChars', 'timeFormat'),
  ...unused('bootstrapPromptTruncationWarning', 'envelopeTimezone', 'envelopeTimestamp', 'envelopeElapsed'),
  memorySearch: z.optional(MemorySearchSection),
  ...unused('contextTokens', 'cliBackends', 'contextPruning', 'embeddedPi'),
  ...agentSessionKeys,
  compaction: z.optional(Compaction),
  ...unused('elevatedDefault', 'blockStreamingDefault'),
  ...unused('blockStreamingBreak', 'blockStreamingChunk', 'blockStreamingCoalesce', 'humanDelay', 'params'),
  ...unused('timeoutSeconds', 'mediaMaxMb', 'imageMaxDimensionPx', 'typingIntervalSeconds', 'typingMode'),
  ...unused('heartbeat', 'sandbox', 'additionalSystemPrompt', 'skills'),
});

const dmPolicies = ['pairing', 'allowlist', 'open', 'disabled'] as const;
const groupPolicies = ['open', 'allowlist', 'disabled', 'allowall'] as const;
const streamModes = ['off', 'partial', 'block', 'progress'] as const;

const FeishuGroup = z.strictObject({
  enabled: flag,
  requireMention: flag,
  allowFrom: idList,
  ...feishuGroupTalkKeys,
  ...unused('tools', 'skills'),
});

const feishuKeys = {
  enabled: flag,
  appId: text,
  appSecret: z.optional(SecretInput),
  domain: text,
  connectionMode: z.optional(z.enum(['websocket', 'webhook'])),
  dmPolicy: z.optional(z.enum(dmPolicies)),
  allowFrom: idList,
  groupPolicy: z.optional(z.enum(groupPolicies)),
  groupAllowFrom: idList,
  groupSenderAllowFrom: idList,
  groups: z.optional(z.record(z.string(), FeishuGroup)),
  requireMention: flag,
  streaming: z.optional(
    z.union([z.boolean(), z.enum(streamModes), z.looseObject({ mode: z.optional(z.enum(streamModes)) })]),
  ),
  /** older spelling of `streaming` */
  streamMode: z.optional(z.enum(streamModes)),
  ...feishuTalkKeys,
  ...unused(
    'name',
    'encryptKey',
    'verificationToken',
    'webhookPath',
    'webhookHost',
    'webhookPort',
    'capabilities',
  ),
  ...unused('markdown', 'configWrites', 'dmHistoryLimit', 'dms', 'chunkMode'),
  ...unused('blockStreaming', 'blockStreamingCoalesce', 'httpTimeoutMs', 'heartbeat', 'renderMode'),
  ...unused('tools', 'actions', 'reactionNotifications', 'resolveSenderNames'),
  ...unused('xActionsAllowFrom', 'dynamicAgentCreation'),
};
const FeishuAccountFile = z.strictObject(feishuKeys);
const Feishu = z.strictObject({
  ...feishuKeys,
  defaultAccount: text,
  accounts: z.optional(z.record(z.string(), FeishuAccountFile)),
});
export type FeishuFile = z.infer<typeof Feishu>;
export type FeishuAccountFile = z.infer<typeof FeishuAccountFile>;

const Binding = z.strictObject({
  agentId: z.string(),
  match: z.strictObject({
    channel: z.string(),
    accountId: text,
    peer: z.optional(z.strictObject({ kind: z.enum(['direct', 'dm', 'group', 'channel']), id: z.string() })),
    ...unused('guildId', 'teamId', 'roles'),
  }),
  ...unused('sessionKey', 'sessionScope', 'session', 'type', 'comment'),
});
const Gateway = z.strictObject({
  port: z.optional(z.int().check(z.minimum(1), z.maximum(65_535))),
  mode: z.optional(z.enum(['local', 'remote'])),
  bind: z.optional(z.enum(['loopback', 'lan', 'auto'])),
  auth: z.optional(
    z.strictObject({
      mode: z.optional(z.literal('token')),
      token: z.optional(SecretInput),
      ...unused('allowTailscale', 'rateLimit'),
    }),
  ),
  ...unused(
    'tailscale',
    'controlUi',
    'trustedProxies',
    'allowRealIpFallback',
    'tools',
    'webchat',
    'remote',
    'reload',
  ),
  ...unused(
    'channelHealthCheckMinutes',
    'channelStaleEventThresholdMinutes',
    'channelMaxRestartsPerHour',
    'tls',
  ),
  ...unused('customBindHost', 'http', 'push', 'nodes', 'handshakeTimeoutMs'),
});

export const dmScopes = ['main', 'per-peer', 'per-channel-peer', 'per-account-channel-peer'] as const;

export const OpenClawFile = z.strictObject({
  models: z.optional(
    z.strictObject({
      providers: z.optional(z.record(z.string(), Provider)),
      ...unused('mode', 'bedrockDiscovery', 'proxy', 'pricing'),
    }),
  ),
  agents: z.optional(
    z.strictObject({
      defaults: z.optional(Defaults),
      list: z.optional(z.array(z.strictObject({ id: z.string().check(z.minLength(1)), ...agentKeys }))),
      entries: z.optional(z.record(z.string(), z.strictObject(agentKeys))),
    }),
  ),
  bindings: z.optional(z.array(Binding)),
  channels: z.optional(
    z.looseObject({
      ...{ feishu: z.optional(Feishu), lark: z.optional(Feishu) },
      ...{ dingtalk: z.optional(DingtalkFile), 'dingtalk-connector': z.optional(DingtalkFile) },
    }),
  ),
  gateway: z.optional(Gateway),
  session: z.optional(z.looseObject({ dmScope: z.optional(z.enum(dmScopes)), ...sessionKeys })),
  messages: z.optional(
    z.looseObject({ queue: z.optional(Queue), tts: z.optional(TtsSection), ...messagesTalkKeys }),
  ),
  talk: z.optional(TalkSection),
  tools: z.optional(
    z.looseObject({
      allow: z.optional(z.array(z.string())),
      deny: z.optional(z.array(z.string())),
      exec: z.optional(ExecTool),
      media: z.optional(MediaSection),
      elevated: z.optional(ElevatedTool),
      web: z.optional(WebSection),
    }),
  ),
  cron: z.optional(CronSection),
  browser: z.optional(BrowserSection),
  mcp: z.optional(McpSection),
  ...unused('$schema', 'meta', 'env', 'wizard', 'diagnostics', 'logging', 'cli', 'update', 'ui', 'secrets'),
  ...unused('auth', 'acp', 'nodeHost', 'broadcast', 'audio', 'media', 'commands', 'approvals'),
  ...unused('hooks', 'web', 'discovery', 'canvasHost', 'memory', 'plugins', 'proxy'),
  skills: z.optional(SkillsSection),
});
/** What a renderer writes into `openclaw.json`. */
export type OpenClawFile = z.infer<typeof OpenClawFile>;
