/** `im.message.receive_v1`, as the SDK's dispatcher hands it over (header and event in one object) → InboundMessage. */
import * as z from 'zod/mini';
import type { InboundMessage } from '../channel.ts';
import type { FeishuGroup } from '../feishu-account.ts';
import { groupRules } from './normalize/group-rules.ts';
import { readContent } from './normalize/content.ts';
import { placeholder, type Locale } from './normalize/placeholder.ts';

/** Who we are on the platform. */
export type Identity = {
  accountId: string;
  appId: string;
  bot: { id: string; name: string };
  locale: Locale;
  groups: Record<string, FeishuGroup>;
};

/** What was learned before; undefined when it was not. */
export type Known = {
  /** of a person; without it the end of the open_id is shown */
  nameOf(openId: string): string | undefined;
  chatNameOf?(chatId: string): string | undefined;
};

export type Normalized =
  | { kind: 'message'; message: InboundMessage; names: { openId: string; name: string }[] }
  | { kind: 'dropped'; reason: 'malformed' | 'wrong_app' | 'own_message' | 'bot_message' };

const Mention = z.object({
  key: z.string(),
  id: z.catch(z.object({ open_id: z.optional(z.string()) }), {}),
  name: z.catch(z.string(), ''),
});
const filled = z.string().check(z.minLength(1));
const ReceivedMessage = z.object({
  app_id: z.string(),
  sender: z.object({ sender_id: z.object({ open_id: filled }), sender_type: z.string() }),
  message: z.object({
    message_id: filled,
    create_time: z.coerce.number().check(z.int(), z.positive()),
    chat_id: filled,
    chat_type: z.string(),
    thread_id: z.nullish(z.string()),
    root_id: z.nullish(z.string()),
    parent_id: z.nullish(z.string()),
    message_type: z.string(),
    content: z.string(),
    mentions: z.nullish(z.array(Mention)),
  }),
});

export function normalizeMessage(event: unknown, identity: Identity, known: Known): Normalized {
  const parsed = ReceivedMessage.safeParse(event);
  if (!parsed.success) return { kind: 'dropped', reason: 'malformed' };
  const { app_id, sender, message } = parsed.data;
  const openId = sender.sender_id.open_id;
  if (app_id !== identity.appId) return { kind: 'dropped', reason: 'wrong_app' };
  if (openId === identity.bot.id) return { kind: 'dropped', reason: 'own_message' };
  if (sender.sender_type !== 'user') return { kind: 'dropped', reason: 'bot_message' };

  const mentions = message.mentions ?? [];
  const content = readContent(message.message_type, message.content, identity.locale);
  const text = clean(replaceMentions(content.text, mentions, identity));
  const mentionsBot = mentions.some(({ id }) => id.open_id === identity.bot.id);
  const quoted = message.parent_id || null;
  return {
    kind: 'message',
    message: {
      channel: 'feishu',
      accountId: identity.accountId,
      messageId: message.message_id,
      chat: chatOf(message, identity, known),
      sender: { id: openId, name: known.nameOf(openId) ?? openId.slice(-6) },
      // a bare mention is still a message: someone calls
      text: text || (mentionsBot ? `@${identity.bot.name}` : placeholder('empty', identity.locale)),
      mentionsBot,
      ...(content.attachments.length > 0 && { attachments: content.attachments }),
      ...(quoted !== null && { quote: { messageId: quoted, text: '' } }),
      ...((content.incomplete || quoted !== null) && { incomplete: true as const }),
      sentAt: message.create_time,
    },
    names: mentions.flatMap(({ id, name }) => (id.open_id && name ? [{ openId: id.open_id, name }] : [])),
  };
}

function chatOf(
  message: z.infer<typeof ReceivedMessage>['message'],
  { groups }: Identity,
  known: Known,
): InboundMessage['chat'] {
  const { chat_id: id, thread_id, root_id, message_id } = message;
  if (message.chat_type === 'p2p') return { id, kind: 'direct', threadId: thread_id || null };
  const name = known.chatNameOf?.(id);
  const { scope, replyInThread } = groupRules(groups, id);
  // a thread that our own answer opens is known by the message it hangs on: its first message has no other name yet
  const threadId = replyInThread ? root_id || message_id : thread_id || null;
  return { id, kind: 'group', threadId, ...(name && { name }), ...(scope !== null && { scope }) };
}

function replaceMentions(
  text: string,
  mentions: readonly z.infer<typeof Mention>[],
  identity: Pick<Identity, 'bot' | 'locale'>,
): string {
  const everyone = identity.locale === 'zh' ? '@所有人' : '@all';
  const byKey = new Map(mentions.map((mention) => [mention.key, mention]));
  return text.replace(/@_(?:user_\d+|all)(?: (?=\S))?/g, (found) => {
    const key = found.trimEnd();
    const space = found.slice(key.length);
    if (key === '@_all') return everyone + space;
    const mention = byKey.get(key);
    if (!mention) return found;
    return mention.id.open_id === identity.bot.id ? '' : `@${mention.name}${space}`;
  });
}

/** Whole Unicode, no control characters but tab and newline, no blank ends. */
export function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')
    .trim();
}
