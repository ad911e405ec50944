/** The settings in force, after defaults, old spellings, secrets and both files have been brought together. Plain data. */
import type { FeishuAccount } from '../channels/feishu-account.ts';
import type { dmScopes } from './openclaw-schema.ts';

export type Locale = 'zh' | 'en';

export type ModelSpec = {
  id: string;
  contextWindow: number;
  /** longest answer asked for; null leaves it to the vendor */
  maxTokens: number | null;
  maxTokensField: 'max_tokens' | 'max_completion_tokens';
  reasoning: boolean;
  tools: boolean;
  /** give the reasoning back with tool calls of the running turn */
  returnsReasoning: boolean;
  usageInStream: boolean;
};

export type Provider = {
  id: string;
  baseUrl: string;
  apiKey: string;
  headers: Record<string, string>;
  /** null: this gateway speaks to it; otherwise the API form that it does not speak */
  unsupportedApi: string | null;
  models: Record<string, ModelSpec>;
};

export type Agent = {
  id: string;
  name: string | null;
  theme: string | null;
  /** model references `provider/model`, first is the primary; empty when none is configured */
  models: string[];
  /** absolute */
  workspace: string;
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
};

/** One bot: what its channel needs, and who may talk to it. A channel adds its own member. */
export type ChannelSettings = { channel: 'feishu'; account: FeishuAccount; access: AccessRules };

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
  channels: ChannelSettings[];
  exec: { enabled: boolean; timeoutMs: number };
  toolPolicy: { allow: string[] | null; deny: string[] };
  limits: { requestsPerKey: number; modelIdleMs: number; historyTokensMax: number; stepsPerTurn: number };
  /** values that must never reach a log or a metric */
  secrets: string[];
};
