/** Puts finished messages where they belong: under the message they answer, into a chat, or to a person. */
import { isGoneMessage, isRefusal } from './api-error.ts';
import type { FeishuClient } from './client.ts';
import { uuidOf } from './idempotency.ts';
import { replyMessage, sendMessage } from './messages.ts';
import { renderPieces, type AnswerPart, type Outgoing } from './render.ts';

export type Target =
  | { kind: 'reply'; messageId: string; chatId: string; inThread: boolean }
  | { kind: 'chat'; chatId: string }
  | { kind: 'person'; openId: string };

export type Post = {
  target: Target;
  /** same key and part, same message */
  key: string;
  part: string;
  patienceMs?: number;
};

/** Resolves to the message's id. An answer to a withdrawn message goes to the chat. */
export async function post(client: FeishuClient, message: Outgoing, where: Post): Promise<string> {
  const { target, key, part, patienceMs = client.deliverMs } = where;
  const options = { uuid: uuidOf(key, part), patienceMs };
  if (target.kind === 'person')
    return sendMessage(client, { type: 'open_id', id: target.openId }, message, options);
  if (target.kind === 'reply') {
    try {
      return await replyMessage(client, target, message, options);
    } catch (error) {
      if (!isGoneMessage(error)) throw error;
    }
  }
  return sendMessage(client, { type: 'chat_id', id: target.chatId }, message, options);
}

/**
 * As `post`; a card that the platform refuses is sent as text. Only a refusal has that effect: after a lost answer the card
 * may well have arrived, and text would be a second answer.
 */
export async function postOrText(
  client: FeishuClient,
  { message, text }: AnswerPart,
  where: Post,
): Promise<void> {
  try {
    await post(client, message, where);
  } catch (error) {
    if (message.type === 'text' || !isRefusal(error)) throw error;
    await postPieces(client, text, where);
  }
}

/** Plain text in as many messages as it takes. */
export async function postPieces(client: FeishuClient, text: string, where: Post): Promise<void> {
  for (const [index, piece] of renderPieces(text).entries())
    await post(client, piece, { ...where, part: `${where.part}/text${index}` });
}
