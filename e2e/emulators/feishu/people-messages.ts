/** What people do with messages: send, withdraw, react, press a card's button. */
import { people, type Chat, type Message, type Sender } from './entities.ts';
import { cardActionTriggered, messageRecalled, reactionChanged, type CardAction } from './events.ts';
import { newId } from './ids.ts';
import type { Platform } from './platform.ts';
import { publish, publishMessage, publishTo } from './publishing.ts';
import type { Delivery } from './socket/long-connections.ts';

export interface SendOptions {
  from?: string;
  /** `p2p` (default), `group`, or a chat id */
  chat?: string;
  replyTo?: string;
  inThread?: boolean;
}

export interface Sent {
  message: Message;
  /** one entry for each bot that should get the message, when all have acknowledged it or were given up */
  delivered: Promise<Delivery[]>;
}

/** What a message says; `forwards` are the messages that it passes on. */
export interface Written {
  msgType: string;
  content: string;
  mentions?: Message['mentions'];
  forwards?: string[];
}

export function messageOf({ state }: Platform, messageId: string): Message {
  const message = state.messages.get(messageId);
  if (!message) throw new Error(`No message ${messageId}`);
  return message;
}

export function sendAsPerson(platform: Platform, chat: Chat, written: Written, options: SendOptions): Sent {
  const { state, bench } = platform;
  const { msgType, content, mentions = [], forwards } = written;
  const now = bench.clock.now();
  const parent = options.replyTo ? messageOf(platform, options.replyTo) : undefined;
  const startsTopic = options.inThread || (chat.isTopicGroup && !parent);
  const threadId = parent?.threadId ?? (startsTopic ? newId.thread() : undefined);
  const message: Message = {
    messageId: newId.message(),
    chatId: chat.chatId,
    sender: { kind: 'person', id: options.from ?? chat.personIds[0]! },
    msgType,
    content,
    createdAt: now,
    updatedAt: now,
    ...(parent && { rootId: parent.rootId ?? parent.messageId, parentId: parent.messageId }),
    ...(threadId && { threadId }),
    withdrawn: false,
    edits: 0,
    mentions,
    reactions: [],
    ...(forwards && { forwards }),
  };
  state.addMessage(message);
  platform.messageChanged(message.messageId);
  return { message, delivered: publishMessage(platform, chat, message) };
}

/** Who can be mentioned in a chat. */
export function membersOf({ state }: Platform, chat: Chat): { name: string; target: Sender }[] {
  const bots = chat.appIds.flatMap((id) => state.apps.get(id) ?? []);
  const persons = chat.personIds.flatMap((id) => state.person(id) ?? []);
  return [
    ...bots.map(({ appId, name }) => ({ name, target: { kind: 'app' as const, id: appId } })),
    ...persons.map(({ id, name }) => ({ name, target: { kind: 'person' as const, id } })),
  ];
}

export function withdrawMessage(platform: Platform, messageId: string): Promise<Delivery[]> {
  const message = messageOf(platform, messageId);
  const chat = platform.state.chats.get(message.chatId)!;
  message.withdrawn = true;
  changed(platform, messageId);
  return publish(platform, chat, 'im.message.recalled_v1', () =>
    messageRecalled(chat, message, platform.bench.clock.now()),
  );
}

export function reactTo(
  platform: Platform,
  messageId: string,
  emojiType: string,
  personId = people[0]!.id,
): Promise<Delivery[]> {
  const message = messageOf(platform, messageId);
  const by: Sender = { kind: 'person', id: personId };
  const at = platform.bench.clock.now();
  message.reactions.push({ reactionId: newId.reaction(), emojiType, by, at });
  changed(platform, messageId);
  const chat = platform.state.chats.get(message.chatId)!;
  return publish(platform, chat, 'im.message.reaction.created_v1', (app) =>
    reactionChanged(app, message, emojiType, by, at),
  );
}

/** The delivery's `data` is the app's toast and card. */
export async function pressButton(
  platform: Platform,
  messageId: string,
  action: CardAction,
  personId = people[0]!.id,
): Promise<Delivery | undefined> {
  const message = messageOf(platform, messageId);
  const app = platform.state.apps.get(message.sender.id);
  if (!app) throw new Error('The message was not sent by a bot');
  const event = cardActionTriggered(app, message, personId, action, newId.token());
  const delivery = await publishTo(platform, app, 'card.action.trigger', event);
  const card = (delivery?.data as { card?: { type?: unknown; data?: unknown } } | undefined)?.card;
  if (card?.type === 'raw') {
    message.content = JSON.stringify(card.data);
    changed(platform, messageId);
  }
  return delivery;
}

function changed(platform: Platform, messageId: string): void {
  platform.state.changed();
  platform.messageChanged(messageId);
}
