import type { App, Chat, Message, Person, Sender } from './entities.ts';
import { openIdOf, tenantKeyOf, unionIdOf } from './ids.ts';

/** Event bodies as the platform pushes them (schema 2.0). Pure: ids and instants come in. */
export interface EventEnvelope {
  schema: '2.0';
  header: {
    event_id: string;
    token: string;
    create_time: string;
    event_type: string;
    tenant_key: string;
    app_id: string;
  };
  event: Record<string, unknown>;
}

export function envelope(
  app: App,
  eventId: string,
  eventType: string,
  now: number,
  event: Record<string, unknown>,
): EventEnvelope {
  return {
    schema: '2.0',
    header: {
      event_id: eventId,
      token: '',
      create_time: String(now),
      event_type: eventType,
      tenant_key: tenantKeyOf(app.brand),
      app_id: app.appId,
    },
    event,
  };
}

/** `user_id` is empty unless the app may see employee ids. */
function userIds(app: App, personId: string): { open_id: string; union_id: string; user_id: string } {
  const seesEmployeeId = app.scopes.includes('contact:user.employee_id:readonly');
  return {
    open_id: openIdOf(app.appId, personId),
    union_id: unionIdOf(personId),
    user_id: seesEmployeeId ? personId : '',
  };
}

export function mentionsFor(
  app: App,
  message: Message,
  find: { app(id: string): App | undefined; person(id: string): Person | undefined },
): Record<string, unknown>[] | undefined {
  if (message.mentions.length === 0) return undefined;
  return message.mentions.map(({ key, target }) => {
    const isBot = target.kind === 'app';
    const bot = isBot ? find.app(target.id) : undefined;
    return {
      key,
      id: isBot
        ? { open_id: bot?.botOpenId ?? '', union_id: unionIdOf(target.id), user_id: '' }
        : userIds(app, target.id),
      name: isBot ? (bot?.name ?? '') : (find.person(target.id)?.name ?? ''),
      tenant_key: tenantKeyOf(app.brand),
      mentioned_type: isBot ? 'bot' : 'user',
    };
  });
}

export function messageReceived(
  app: App,
  chat: Chat,
  message: Message,
  mentions: Record<string, unknown>[] | undefined,
): Record<string, unknown> {
  return {
    sender: {
      sender_id: userIds(app, message.sender.id),
      sender_type: 'user',
      tenant_key: tenantKeyOf(app.brand),
    },
    message: {
      message_id: message.messageId,
      ...(message.rootId && { root_id: message.rootId }),
      ...(message.parentId && { parent_id: message.parentId }),
      ...(message.threadId && { thread_id: message.threadId }),
      create_time: String(message.createdAt),
      update_time: String(message.updatedAt),
      chat_id: chat.chatId,
      chat_type: chat.kind,
      message_type: message.msgType,
      content: message.content,
      ...(mentions && { mentions }),
    },
  };
}

export function reactionChanged(
  app: App,
  message: Message,
  emojiType: string,
  by: Sender,
  now: number,
): Record<string, unknown> {
  return {
    message_id: message.messageId,
    reaction_type: { emoji_type: emojiType },
    operator_type: by.kind === 'person' ? 'user' : 'app',
    ...(by.kind === 'person' ? { user_id: userIds(app, by.id) } : { app_id: by.id }),
    action_time: String(now),
  };
}

export function messageRecalled(chat: Chat, message: Message, now: number): Record<string, unknown> {
  return {
    message_id: message.messageId,
    chat_id: chat.chatId,
    recall_time: String(now),
    recall_type: 'message_owner',
  };
}

export function botMembershipChanged(app: App, chat: Chat, personId: string): Record<string, unknown> {
  return {
    chat_id: chat.chatId,
    operator_id: userIds(app, personId),
    external: false,
    operator_tenant_key: tenantKeyOf(app.brand),
    name: chat.name,
    i18n_names: { zh_cn: chat.name, en_us: chat.name },
  };
}

export function chatRenamed(app: App, chat: Chat, before: string, personId: string): Record<string, unknown> {
  return {
    chat_id: chat.chatId,
    operator_id: userIds(app, personId),
    external: false,
    before_change: { name: before },
    after_change: { name: chat.name },
  };
}

export interface CardAction {
  tag: string;
  value?: Record<string, unknown>;
  name?: string;
  form_value?: Record<string, unknown>;
  option?: string;
}

export function cardActionTriggered(
  app: App,
  message: Message,
  personId: string,
  action: CardAction,
  token: string,
): Record<string, unknown> {
  return {
    operator: { ...userIds(app, personId), tenant_key: tenantKeyOf(app.brand) },
    token,
    action: { value: {}, ...action },
    host: 'im_message',
    context: { open_message_id: message.messageId, open_chat_id: message.chatId },
  };
}
