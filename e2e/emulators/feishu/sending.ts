import { failures } from './answers.ts';
import type { App, Chat, Message } from './entities.ts';
import { newId, tenantKeyOf } from './ids.ts';
import { readContent } from './message-content.ts';
import type { Platform } from './platform.ts';

const uuidCharactersMax = 50;
const uuidLifeMs = 3_600_000;
const cardLifeMs = 14 * 86_400_000;

export interface Outgoing {
  msgType: unknown;
  content: unknown;
  uuid: unknown;
  replyTo?: { message: Message; inThread: boolean };
}

/** Puts a bot's message into a chat, once per `uuid`. Throws the platform's failures. */
export function sendAsBot(platform: Platform, app: App, chat: Chat, outgoing: Outgoing): Message {
  const { state, bench } = platform;
  const now = bench.clock.now();
  if (!app.botEnabled) throw failures.botOff();
  if (!chat.appIds.includes(app.appId)) throw failures.notInChat();
  if (chat.kind === 'p2p' && !isVisible(app, chat.personIds[0]!)) throw failures.unavailable();

  const uuid = readUuid(outgoing.uuid);
  const key = `${app.appId}/${uuid}`;
  const earlier = uuid === undefined ? undefined : state.sentByUuid.get(key);
  if (earlier && now - earlier.at < uuidLifeMs) {
    const sent = state.messages.get(earlier.messageId);
    if (sent) return sent;
  }
  const content = readContent(outgoing.msgType, outgoing.content);
  if (content.kind === 'resource' && content.keys.some((resource) => !state.resources.has(resource))) {
    throw failures.parameter('resource key does not exist');
  }
  const card = content.kind === 'card-entity' ? takeCard(platform, app, content.cardId, now) : undefined;
  platform.limits.sendTo(chat.chatId);

  const parent = outgoing.replyTo?.message;
  const threadId = parent?.threadId ?? (outgoing.replyTo?.inThread ? newId.thread() : undefined);
  const message: Message = {
    messageId: newId.message(),
    chatId: chat.chatId,
    sender: { kind: 'app', id: app.appId },
    msgType: outgoing.msgType as string,
    content: outgoing.content as string,
    createdAt: now,
    updatedAt: now,
    ...(parent && { rootId: parent.rootId ?? parent.messageId, parentId: parent.messageId }),
    ...(threadId && { threadId }),
    withdrawn: false,
    edits: 0,
    mentions: [],
    reactions: [],
    ...(card && { cardId: card.cardId }),
  };
  // what is answered in a thread is its first message from then on
  if (parent && threadId) parent.threadId = threadId;
  state.addMessage(message);
  if (card) card.messageId = message.messageId;
  if (uuid !== undefined) state.noteUuid(key, message.messageId, now);
  platform.messageChanged(message.messageId);
  return message;
}

export const isVisible = (app: App, personId: string): boolean =>
  app.visibleTo === 'all' || app.visibleTo.includes(personId);

/** A card entity can be sent once, by its own app, within its 14 days. */
function takeCard(
  platform: Platform,
  app: App,
  cardId: string,
  now: number,
): { cardId: string; messageId: string | null } {
  const card = platform.state.cards.get(cardId);
  if (!card || card.appId !== app.appId || now - card.createdAt > cardLifeMs) {
    throw failures.cardContent(300313, 'card not found');
  }
  if (card.messageId !== null) throw failures.cardContent(300312, 'card entity has been sent');
  return card;
}

function readUuid(uuid: unknown): string | undefined {
  if (uuid === undefined || uuid === '') return undefined;
  if (typeof uuid !== 'string' || uuid.length > uuidCharactersMax)
    throw failures.parameter('uuid is too long');
  return uuid;
}

/** A message as the API answers it. */
export function messageItem(message: Message, brand: string): Record<string, unknown> {
  const isApp = message.sender.kind === 'app';
  return {
    message_id: message.messageId,
    ...(message.rootId && { root_id: message.rootId }),
    ...(message.parentId && { parent_id: message.parentId }),
    ...(message.threadId && { thread_id: message.threadId }),
    msg_type: message.msgType,
    create_time: String(message.createdAt),
    update_time: String(message.updatedAt),
    deleted: message.withdrawn,
    updated: message.edits > 0,
    chat_id: message.chatId,
    sender: {
      id: message.sender.id,
      id_type: isApp ? 'app_id' : 'open_id',
      sender_type: isApp ? 'app' : 'user',
      tenant_key: tenantKeyOf(brand),
    },
    body: { content: message.withdrawn ? 'This message was recalled' : message.content },
  };
}
