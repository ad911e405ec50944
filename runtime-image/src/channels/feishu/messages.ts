/** The message calls of Feishu's open API. */
import * as z from 'zod/mini';
import type { FeishuClient } from './client.ts';
import type { Outgoing } from './render.ts';

export type ReceiveIdType = 'open_id' | 'chat_id';
export type SendOptions = { uuid: string; patienceMs?: number };

const MessageAnswer = z.object({ data: z.object({ message_id: z.string() }) });
const ReactionAnswer = z.object({ data: z.object({ reaction_id: z.string() }) });
const UserAnswer = z.object({ data: z.object({ user: z.object({ name: z.optional(z.string()) }) }) });
const Done = z.object({});

/** Resolves to the new message's id. The same `uuid` within the hour gives the same message. */
export async function sendMessage(
  client: FeishuClient,
  to: { type: ReceiveIdType; id: string },
  message: Outgoing,
  { uuid, patienceMs = client.deliverMs }: SendOptions,
): Promise<string> {
  const { data } = await client.call({
    method: 'POST',
    path: `/im/v1/messages?receive_id_type=${to.type}`,
    body: { receive_id: to.id, msg_type: message.type, content: message.content, uuid },
    answer: MessageAnswer,
    patienceMs,
  });
  return data.message_id;
}

export async function replyMessage(
  client: FeishuClient,
  to: { messageId: string; inThread: boolean },
  message: Outgoing,
  { uuid, patienceMs = client.deliverMs }: SendOptions,
): Promise<string> {
  const { data } = await client.call({
    method: 'POST',
    path: `/im/v1/messages/${encodeURIComponent(to.messageId)}/reply`,
    body: {
      content: message.content,
      msg_type: message.type,
      ...(to.inThread && { reply_in_thread: true }),
      uuid,
    },
    answer: MessageAnswer,
    patienceMs,
  });
  return data.message_id;
}

/** Replaces the card of a message; `content` is the card's JSON. */
export async function patchMessage(
  client: FeishuClient,
  messageId: string,
  content: string,
  patienceMs: number,
): Promise<void> {
  const path = `/im/v1/messages/${encodeURIComponent(messageId)}`;
  await client.call({ method: 'PATCH', path, body: { content }, answer: Done, patienceMs });
}

export async function deleteMessage(client: FeishuClient, messageId: string): Promise<void> {
  const path = `/im/v1/messages/${encodeURIComponent(messageId)}`;
  await client.call({ method: 'DELETE', path, body: {}, answer: Done });
}

/** Resolves to the reaction's id. */
export async function addReaction(client: FeishuClient, messageId: string, emoji: string): Promise<string> {
  const { data } = await client.call({
    method: 'POST',
    path: `/im/v1/messages/${encodeURIComponent(messageId)}/reactions`,
    body: { reaction_type: { emoji_type: emoji } },
    answer: ReactionAnswer,
  });
  return data.reaction_id;
}

export async function removeReaction(
  client: FeishuClient,
  messageId: string,
  reactionId: string,
  patienceMs: number,
): Promise<void> {
  const path = `/im/v1/messages/${encodeURIComponent(messageId)}/reactions/${encodeURIComponent(reactionId)}`;
  await client.call({ method: 'DELETE', path, body: {}, answer: Done, patienceMs });
}

/** null when the app may not see names, as is usual. */
export async function userName(client: FeishuClient, openId: string): Promise<string | null> {
  const path = `/contact/v3/users/${encodeURIComponent(openId)}?user_id_type=open_id`;
  const { data } = await client.call({ method: 'GET', path, answer: UserAnswer });
  return data.user.name || null;
}
