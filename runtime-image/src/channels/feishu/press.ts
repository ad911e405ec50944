/** `card.action.trigger` → a message of the presser whose text is the button's command. Pure. */
import { hash } from 'node:crypto';
import * as z from 'zod/mini';

const filled = z.string().check(z.minLength(1));
const Pressed = z.object({
  app_id: filled,
  create_time: z.catch(z.coerce.number(), 0),
  operator: z.object({ open_id: filled }),
  action: z.object({
    value: z.object({ command: filled.check(z.maxLength(2_000)), label: z.catch(z.string(), '') }),
  }),
  context: z.object({ open_message_id: filled, open_chat_id: filled }),
});

export type Press = {
  /** of the message; the same for the same person and button, so that two quick presses are one */
  id: string;
  openId: string;
  chatId: string;
  command: string;
  label: string;
  sentAt: number;
};

/** Null: not ours, or without a command. */
export function readPress(event: unknown, appId: string, now: number): Press | null {
  const { data } = Pressed.safeParse(event);
  if (data === undefined || data.app_id !== appId) return null;
  const { operator, action, context, create_time } = data;
  const who = hash('sha1', `${operator.open_id}\n${action.value.command}`, 'base64url').slice(0, 16);
  // callbacks tell microseconds where messages tell milliseconds
  const ms = create_time > 1e14 ? Math.floor(create_time / 1000) : create_time;
  return {
    id: `${prefix}${context.open_message_id}:${who}`,
    openId: operator.open_id,
    chatId: context.open_chat_id,
    command: action.value.command,
    label: action.value.label,
    sentAt: ms > 0 ? ms : now,
  };
}

const prefix = 'press:';

/** The platform's message behind a message id of ours: the card that was pressed, or the message itself. */
export function platformMessageId(messageId: string): { id: string; isPress: boolean } {
  if (!messageId.startsWith(prefix)) return { id: messageId, isPress: false };
  return { id: messageId.slice(prefix.length, messageId.lastIndexOf(':')), isPress: true };
}

/** What the presser sees at once. */
export function toast(label: string, locale: 'zh' | 'en'): object {
  const content = locale === 'zh' ? `已收到：${label}` : `Received: ${label}`;
  return { toast: { type: 'info', content: label === '' ? content.slice(0, -1) : content } };
}
