/** The settings in force, after defaults, old spellings, secrets and both files have been brought together. Plain data. */
import type { ApprovalSettings } from './approvals.ts';
import type { DingtalkAccount } from '../channels/dingtalk-account.ts';
import type { FeishuAccount } from '../channels/feishu-account.ts';
import type { dmScopes } from './openclaw-schema.ts';
import type { thinkingFormats } from './schema/models.ts';
import type { ReasoningMode, ThinkingLevel, VerboseMode } from '../store/session-settings.ts';
import type { SessionRules } from './sessions.ts';
import type { BrowserSettings } from './browser.ts';
import type { McpServer } from './mcp.ts';
import type { CronSettings, MemorySettings } from './cron.ts';
import type { SpeechSettings } from './speech.ts';
import type { PlatformSettings } from './platform.ts';
import type { WeatherSettings } from './weather.ts';
import type { WebSettings } from './web.ts';
import type { SkillSettings } from './skills.ts';

export type Locale = 'zh' | 'en';

export type ThinkingFormat = (typeof thinkingFormats)[number];

export type ModelSpec = {
  id: string;
  contextWindow: number;
  /** longest answer asked for; null leaves it to the vendor */
  maxTokens: number | null;
  /** null: as the address wants it */
  maxTokensField: 'max_tokens' | 'max_completion_tokens' | null;
  reasoning: boolean;
  tools: boolean;
  /** give the reasoning back with tool calls of the running turn */
  returnsReasoning: boolean;
  usageInStream: boolean;
  api: ModelApi;
  /** takes images */
  sees: boolean;
  /** how it is told to think; null: by the address and the name */
  thinkingFormat: ThinkingFormat | null;
  /** null when it costs nothing by the token, or nobody said what */
  cost: TokenPrices | null;
};

/** The API forms that this gateway speaks. */
export type ModelApi = 'openai-completions' | 'anthropic-messages';

/** in money per million tokens; `input` counts what was neither read from nor written to a cache */
export type TokenPrices = { input: number; output: number; cacheRead: number; cacheWrite: number };

export type Provider = {
  id: string;
  baseUrl: string;
  apiKey: string;
  headers: Record<string, string>;
  /** null: this gateway speaks to it; otherwise the API form that it does not speak */
  unsupportedApi: string | null;
  models: Record<string, ModelSpec>;
  /** of models that are not listed; absent: OpenAI's */
  api?: ModelApi;
  /** the key goes only as a bearer token, whatever the API's own header is */
  bearerOnly?: boolean;
  /** longest silence of its streams, first byte included; absent: `limits.modelIdleMs` */
  idleMs?: number;
};

export type Agent = {
  id: string;
  name: string | null;
  theme: string | null;
  /** model references `provider/model`, first is the primary; empty when none is configured */
  models: string[];
  /** absolute */
  workspace: string;
  /** for sessions that have set nothing else; absent: as the vendor has it, and nothing shown */
  thinking?: ThinkingLevel;
  reasoning?: ReasoningMode;
  verbose?: VerboseMode;
};

export type AccessRules = {
  dmPolicy: 'pairing' | 'allowlist' | 'open' | 'disabled';
  allowFrom: string[];
  groupPolicy: 'open' | 'allowlist' | 'disabled';
  /** chat ids or sender ids */
  groupAllowFrom: string[];
  groupSenderAllowFrom: string[];
  requireMention: boolean;
  groups: Record<string, { enabled: boolean; requireMention: boolean | null; allowFrom: string[] }>;
};

/** What every channel's account has in common. */
export type ChannelAccount = {
  /** name of the account in the configuration, `default` when there is only one */
  accountId: string;
  /** the platform's id of the bot's app */
  appId: string;
  /** as the configuration knows it; null until one is known */
  ownerId: string | null;
  /** messages of a group that were not for the bot and are shown to it when it is called; absent: none */
  historyLimit?: number;
  /** what the prompt of a group's turns says besides, by chat id or `*` */
  groupPrompts?: Record<string, string>;
};

/** One bot: what its channel needs, and who may talk to it. A channel adds its own member. */
export type ChannelSettings =
  | { channel: 'feishu'; account: FeishuAccount; access: AccessRules }
  | { channel: 'dingtalk'; account: DingtalkAccount; access: AccessRules };

export type Binding = {
  agentId: string;
  channel: string;
  accountId: string | null;
  peer: { kind: 'direct' | 'group'; id: string } | null;
};

export type GatewayConfig = {
  http: { port: number; bind: 'loopback' | 'lan'; token: string };
  locale: Locale;
  timeZone: string;
  providers: Record<string, Provider>;
  /** short names for model references */
  aliases: Record<string, string>;
  agents: Record<string, Agent>;
  defaultAgentId: string;
  bindings: Binding[];
  dmScope: (typeof dmScopes)[number];
  maxConcurrent: number;
  /** turns of subagents at once */
  subagentsMax: number;
  sessions: SessionRules;
  channels: ChannelSettings[];
  exec: { enabled: boolean; timeoutMs: number };
  approvals: ApprovalSettings;
  weather: WeatherSettings;
  /** null: the gateway runs alone */
  platform: PlatformSettings | null;
  toolPolicy: { allow: string[] | null; deny: string[] };
  skills: SkillSettings;
  cron: CronSettings;
  memorySearch: MemorySettings;
  web: WebSettings;
  browser: BrowserSettings;
  mcp: McpServer[];
  /** `requestsPerKey` null: what the plan of the address allows */
  limits: {
    requestsPerKey: number | null;
    modelIdleMs: number;
    historyTokensMax: number;
    stepsPerTurn: number;
    skillTimeoutMs: number;
  };
  speech: SpeechSettings;
  /** references of models that look at pictures for those that do not see; empty: none */
  imageModels: string[];
  /** values that must never reach a log or a metric */
  secrets: string[];
};
