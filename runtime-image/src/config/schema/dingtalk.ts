/**
 * `channels.dingtalk`, and `channels.dingtalk-connector` as an older plugin calls it. Both take the same keys, so that a section may be
 * renamed as it is.
 */
import * as z from 'zod/mini';
import { SecretInput } from './secret-input.ts';

const flag = z.optional(z.boolean());
const idList = z.optional(z.array(z.union([z.string(), z.number()])));
/** keys of plugins in the field that this gateway does not use */
const ignored = z.optional(z.unknown());

const Group = z.strictObject({
  enabled: flag,
  requireMention: flag,
  allowFrom: idList,
  tools: ignored,
  skills: ignored,
  systemPrompt: ignored,
});

const accountKeys = {
  enabled: flag,
  name: z.optional(z.string()),
  clientId: z.optional(z.string()),
  clientSecret: z.optional(SecretInput),
  /** only where it is another than the client id, which is refused: the platform knows no such robots of ours */
  robotCode: z.optional(z.string()),
  /** a template of the organisation's card platform, in whose card an answer grows */
  cardTemplateId: z.optional(z.string()),
  /** name of the template's variable for the text; default `content` */
  cardTemplateKey: z.optional(z.string().check(z.minLength(1), z.maxLength(64))),
  typingIndicator: flag,
  dmPolicy: z.optional(z.enum(['pairing', 'allowlist', 'open', 'disabled'])),
  allowFrom: idList,
  groupPolicy: z.optional(z.enum(['open', 'allowlist', 'disabled', 'allowall'])),
  groupAllowFrom: idList,
  groupSenderAllowFrom: idList,
  requireMention: flag,
  groups: z.optional(z.record(z.string(), Group)),
  /** true: each private chat and each group is a conversation of its own; false: each person is one, wherever they write */
  separateSessionByConversation: flag,
  groupSessionScope: z.optional(z.enum(['group', 'group_sender'])),
  /** whether what the agent remembers of its owner is known in everybody's conversation */
  sharedMemoryAcrossConversations: flag,
  corpId: ignored,
  agentId: ignored,
  messageType: ignored,
  debug: ignored,
  sessionTimeout: ignored,
  asyncMode: ignored,
  ackText: ignored,
  systemPrompt: ignored,
  historyLimit: ignored,
  tools: ignored,
  gatewayToken: ignored,
  gatewayPassword: ignored,
  gatewayBaseUrl: ignored,
  mediaMaxMb: ignored,
  textChunkLimit: ignored,
  enableMediaUpload: ignored,
  groupReplyMode: ignored,
  endpoint: ignored,
};

export const DingtalkAccountFile = z.strictObject(accountKeys);
export const DingtalkFile = z.strictObject({
  ...accountKeys,
  defaultAccount: z.optional(z.string()),
  accounts: z.optional(z.record(z.string(), DingtalkAccountFile)),
});
export type DingtalkAccountFile = z.infer<typeof DingtalkAccountFile>;

/** `rockpool.json` `channels.dingtalk.accounts.<id>` */
export const DingtalkExtras = z.strictObject({
  /** staff id of the person that owns the robot */
  ownerId: z.optional(z.nullable(z.string().check(z.minLength(1)))),
  /** sent once to the owner when the robot is first connected */
  greeting: z.optional(z.nullable(z.string().check(z.minLength(1), z.maxLength(4_000)))),
  /** instead of `https://api.dingtalk.com`; http only on loopback or a private IPv4 address */
  apiUrl: z.optional(z.string()),
  /** instead of `https://oapi.dingtalk.com` */
  openUrl: z.optional(z.string()),
});
