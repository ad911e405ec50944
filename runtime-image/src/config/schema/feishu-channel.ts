/** `channels.feishu`: the bot, who may talk to it, and its accounts. */
import * as z from 'zod/mini';
import { feishuGroupTalkKeys, feishuTalkKeys } from './feishu.ts';
import { flag, idList, text, unused } from './fields.ts';
import { SecretInput } from './secret-input.ts';

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
export const FeishuFile = z.strictObject({
  ...feishuKeys,
  defaultAccount: text,
  accounts: z.optional(z.record(z.string(), FeishuAccountFile)),
});
export type FeishuFile = z.infer<typeof FeishuFile>;
export type FeishuAccountFile = z.infer<typeof FeishuAccountFile>;
