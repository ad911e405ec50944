/**
 * The shape of `openclaw.json` as far as this gateway knows it. Inside an object described here an unknown key is an error, as
 * upstream has it; keys that upstream knows and this gateway does not use are accepted (`unused`); whole sections that mean
 * nothing to it are accepted as they are (`ignoredSections`).
 */
import * as z from 'zod/mini';
import { DingtalkFile } from './schema/dingtalk.ts';
import { agentKeys, AgentDefaults } from './schema/agents.ts';
import { FeishuFile } from './schema/feishu-channel.ts';
import { messagesTalkKeys } from './schema/feishu.ts';
import { text, unused } from './schema/fields.ts';
import { Provider } from './schema/models.ts';
import { Queue, sessionKeys } from './schema/sessions.ts';
import { ElevatedTool, ExecTool } from './schema/exec.ts';
import { CronSection } from './schema/cron.ts';
import { SecretInput } from './schema/secret-input.ts';
import { MediaSection, TalkSection, TtsSection } from './schema/speech.ts';
import { SkillsSection } from './schema/skills.ts';
import { BrowserSection } from './schema/browser.ts';
import { McpSection } from './schema/mcp.ts';
import { WebSection } from './schema/web.ts';

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
      defaults: z.optional(AgentDefaults),
      list: z.optional(z.array(z.strictObject({ id: z.string().check(z.minLength(1)), ...agentKeys }))),
      entries: z.optional(z.record(z.string(), z.strictObject(agentKeys))),
    }),
  ),
  bindings: z.optional(z.array(Binding)),
  channels: z.optional(
    z.looseObject({
      feishu: z.optional(FeishuFile),
      lark: z.optional(FeishuFile),
      dingtalk: z.optional(DingtalkFile),
      'dingtalk-connector': z.optional(DingtalkFile),
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
