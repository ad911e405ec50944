/** A robot message as Stream delivers it → InboundMessage. Pure. */
import * as z from 'zod/mini';
import type { InboundMessage } from '../channel.ts';
import type { DingtalkAccount } from '../dingtalk-account.ts';
import { isPlatformAddress } from './normalize/address.ts';
import { placeholder, readContent } from './normalize/content.ts';

export type Identity = Pick<
  DingtalkAccount,
  'accountId' | 'appId' | 'openUrl' | 'locale' | 'sessions' | 'memory'
>;

export type Normalized =
  | { kind: 'message'; message: InboundMessage }
  | { kind: 'dropped'; reason: 'malformed' | 'wrong_app' | 'own_message' };

/** What answering takes, kept with the message (`replyVia`). The webhook is a secret. */
const ReplyVia = z.object({
  /** null: the platform named none that we would ask */
  webhook: z.nullable(z.string()),
  /** ms since epoch */
  until: z.number(),
  /** empty for people outside of the organisation: nothing can be sent to them but by the webhook */
  staffId: z.string(),
});
type ReplyVia = z.infer<typeof ReplyVia>;

const filled = z.string().check(z.minLength(1), z.maxLength(512));
const text = z.catch(z.string(), '');
const RobotMessage = z.object({
  msgId: filled,
  conversationId: filled,
  conversationType: z.coerce.string(),
  conversationTitle: text,
  chatbotUserId: text,
  robotCode: text,
  senderId: filled,
  senderStaffId: text,
  senderNick: text,
  createAt: z.coerce.number().check(z.int(), z.positive()),
  isInAtList: z.catch(z.boolean(), true),
  sessionWebhook: text,
  sessionWebhookExpiredTime: z.catch(z.coerce.number(), 0),
  msgtype: filled,
  text: z.optional(z.unknown()),
  content: z.optional(z.unknown()),
  picture: z.optional(z.unknown()),
});
const Quote = z.object({
  isReplyMsg: z.literal(true),
  repliedMsg: z.object({ msgId: z.string(), msgType: text, content: z.optional(z.unknown()) }),
});

export function normalizeMessage(data: unknown, identity: Identity): Normalized {
  const parsed = RobotMessage.safeParse(data);
  if (!parsed.success) return { kind: 'dropped', reason: 'malformed' };
  const given = parsed.data;
  const { appId, locale, sessions, memory, openUrl, accountId } = identity;
  if (given.robotCode !== '' && given.robotCode !== appId) return { kind: 'dropped', reason: 'wrong_app' };
  if (given.senderId === given.chatbotUserId) return { kind: 'dropped', reason: 'own_message' };

  const isGroup = given.conversationType === '2';
  const body = given.msgtype === 'text' ? given.text : (given.content ?? given.picture);
  const content = readContent(given.msgtype, body, locale);
  const quote = quoteOf(given.text ?? given.content, locale);
  const scope = isGroup ? sessions.group : sessions.direct;
  const senderId = given.senderStaffId || given.senderId;
  const via: ReplyVia = {
    webhook: isPlatformAddress(given.sessionWebhook, openUrl) ? given.sessionWebhook : null,
    until: given.sessionWebhookExpiredTime,
    staffId: given.senderStaffId,
  };
  return {
    kind: 'message',
    message: {
      channel: 'dingtalk',
      accountId,
      messageId: given.msgId,
      chat: {
        id: given.conversationId,
        kind: isGroup ? 'group' : 'direct',
        threadId: null,
        ...(isGroup &&
          given.conversationTitle !== '' && { name: clean(given.conversationTitle).slice(0, 200) }),
        ...(scope !== 'channel' && { scope }),
        ...(memory !== null && { memory }),
      },
      sender: { id: senderId, name: clean(given.senderNick).slice(0, 100) || senderId.slice(-6) },
      text: clean(content.text) || placeholder('empty', locale),
      // groups deliver nothing else; only a platform that says so counts as not meaning us
      mentionsBot: isGroup && given.isInAtList,
      ...(content.attachments.length > 0 && { attachments: content.attachments }),
      ...(quote && { quote }),
      replyVia: JSON.stringify(via),
      sentAt: given.createAt,
    },
  };
}

/** Of what was kept with a message; what is not ours counts as nothing. */
export function replyViaOf({ replyVia, sender }: InboundMessage): ReplyVia {
  try {
    return ReplyVia.parse(JSON.parse(replyVia ?? ''));
  } catch {
    return { webhook: null, until: 0, staffId: sender.id };
  }
}

/** The platform tells only a part of what is answered, and sometimes nothing but its id. */
function quoteOf(carrier: unknown, locale: 'zh' | 'en'): InboundMessage['quote'] | null {
  const { data } = Quote.safeParse(carrier);
  if (!data) return null;
  const { msgId, msgType, content } = data.repliedMsg;
  const inner = z.object({ text }).safeParse(content).data?.text ?? '';
  const said = inner || readContent(msgType || 'text', content, locale).text;
  return { messageId: msgId, text: clean(said).slice(0, 4_000) };
}

/** Whole Unicode, no control characters but tab and newline, no blank ends. */
function clean(said: string): string {
  return said
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')
    .trim();
}
