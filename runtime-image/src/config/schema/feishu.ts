/** Keys of `channels.feishu`, its accounts and groups, and of `messages`, that say how the Feishu channel talks. */
import * as z from 'zod/mini';
import { groupScopes } from './group-scopes.ts';

const onOff = z.optional(z.union([z.boolean(), z.enum(['enabled', 'disabled'])]));
const count = (max: number) => z.optional(z.int().check(z.minimum(0), z.maximum(max)));

const threadKeys = {
  groupSessionScope: z.optional(z.enum(groupScopes)),
  /** older spelling: `enabled` is `group_topic`, `disabled` is `group` */
  topicSessionMode: onOff,
  replyInThread: onOff,
};

export const feishuTalkKeys = {
  ...threadKeys,
  /** messages of a group that were not for the bot and are shown to it when it is called; 0 shows none */
  historyLimit: count(200),
  /** characters of a plain text message */
  textChunkLimit: z.optional(z.int().check(z.minimum(100), z.maximum(100_000))),
  mediaMaxMb: z.optional(z.number().check(z.positive(), z.maximum(1_000))),
  typingIndicator: z.optional(z.boolean()),
  responsePrefix: z.optional(z.string().check(z.maxLength(200))),
};

export const feishuGroupTalkKeys = {
  ...threadKeys,
  /** goes into the prompt of this group's turns */
  systemPrompt: z.optional(z.string().check(z.maxLength(4_000))),
};

export const messagesTalkKeys = {
  ackReactionScope: z.optional(z.enum(['group-mentions', 'group-all', 'direct', 'all', 'off', 'none'])),
  responsePrefix: z.optional(z.string().check(z.maxLength(200))),
  groupChat: z.optional(z.looseObject({ historyLimit: count(200) })),
};
