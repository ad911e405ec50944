import { Hono } from 'hono';
import { failures, success } from '../answers.ts';
import type { App, Brand, Chat, Message } from '../entities.ts';
import { openIdOf, unionIdOf } from '../ids.ts';
import { parseObject, readContent } from '../message-content.ts';
import { people } from '../entities.ts';
import type { Platform } from '../platform.ts';
import { messageItem, sendAsBot } from '../sending.ts';
import { authenticate, readJson, requireScope } from './authentication.ts';

const editsMax = 20;
const cardPatchDaysMax = 14;
const sendScopes = ['im:message:send_as_bot', 'im:message:send', 'im:message'];
const readScopes = ['im:message:readonly', 'im:message'];
const updateScopes = ['im:message:update', 'im:message'];

/** Sending, replying, editing, withdrawing and reading messages. */
export function messageRoutes(platform: Platform, host: Brand): Hono {
  const routes = new Hono();
  const { state } = platform;
  const item = (app: App, message: Message): Record<string, unknown> =>
    withOpenId(app, message, messageItem(message, app.brand));

  routes.post('/im/v1/messages', async (context) => {
    const app = authenticate(platform, context, host);
    requireScope(platform, app, sendScopes);
    platform.limits.callApi(app.appId, 'send');
    const body = await readJson(context);
    const chat = receiver(platform, app, context.req.query('receive_id_type'), body['receive_id']);
    const outgoing = { msgType: body['msg_type'], content: body['content'], uuid: body['uuid'] };
    return success(context, item(app, sendAsBot(platform, app, chat, outgoing)));
  });

  routes.post('/im/v1/messages/:id/reply', async (context) => {
    const app = authenticate(platform, context, host);
    requireScope(platform, app, sendScopes);
    platform.limits.callApi(app.appId, 'reply');
    const body = await readJson(context);
    const message = findMessage(platform, context.req.param('id'));
    if (message.withdrawn) throw failures.withdrawn();
    const chat = state.chats.get(message.chatId);
    if (!chat) throw failures.noChat();
    const sent = sendAsBot(platform, app, chat, {
      msgType: body['msg_type'],
      content: body['content'],
      uuid: body['uuid'],
      replyTo: { message, inThread: body['reply_in_thread'] === true },
    });
    return success(context, item(app, sent));
  });

  routes.get('/im/v1/messages/:id', (context) => {
    const app = authenticate(platform, context, host);
    requireScope(platform, app, readScopes);
    const message = findMessage(platform, context.req.param('id'));
    requireMember(platform, app, message);
    // a forwarding message is followed by what it forwards, which names it
    const forwarded = (message.forwards ?? []).flatMap((id) => {
      const inner = state.messages.get(id);
      return inner ? [{ ...item(app, inner), upper_message_id: message.messageId }] : [];
    });
    return success(context, { items: [item(app, message), ...forwarded] });
  });

  routes.get('/im/v1/messages', (context) => {
    const app = authenticate(platform, context, host);
    requireScope(platform, app, readScopes);
    const id = context.req.query('container_id') ?? '';
    const isThread = context.req.query('container_id_type') === 'thread';
    const found = [...state.messages.values()].filter(
      (message) => !message.withdrawn && (isThread ? message.threadId : message.chatId) === id,
    );
    const [first] = found;
    if (!first) return success(context, { has_more: false, items: [] });
    requireMember(platform, app, first);
    const count = Math.min(Number(context.req.query('page_size') ?? 20), 50);
    return success(context, {
      has_more: found.length > count,
      items: found.slice(0, count).map((message) => item(app, message)),
    });
  });

  routes.patch('/im/v1/messages/:id', async (context) => {
    const app = authenticate(platform, context, host);
    requireScope(platform, app, updateScopes);
    platform.limits.callApi(app.appId, 'patch');
    const message = ownMessage(platform, app, context.req.param('id'));
    if (message.msgType !== 'interactive')
      throw failures.parameter('only interactive messages can be patched');
    const ageMs = platform.bench.clock.now() - message.createdAt;
    if (ageMs > cardPatchDaysMax * 86_400_000) throw failures.parameter('message is older than 14 days');
    const { content } = await readJson(context);
    readContent('interactive', content);
    if (!isShared(message.content) || !isShared(content as string)) {
      throw failures.parameter('update_multi must be true in the old and the new card');
    }
    platform.limits.change(message.messageId, 5);
    message.content = content as string;
    touch(platform, message);
    return success(context);
  });

  routes.put('/im/v1/messages/:id', async (context) => {
    const app = authenticate(platform, context, host);
    requireScope(platform, app, updateScopes);
    platform.limits.callApi(app.appId, 'edit');
    const message = ownMessage(platform, app, context.req.param('id'));
    const { msg_type, content } = await readJson(context);
    if ((msg_type !== 'text' && msg_type !== 'post') || message.msgType === 'interactive') {
      throw failures.parameter('only text and post can be edited');
    }
    readContent(msg_type, content);
    if (message.edits >= editsMax) throw failures.editsUsedUp();
    message.edits += 1;
    message.msgType = msg_type;
    message.content = content as string;
    touch(platform, message);
    return success(context, item(app, message));
  });

  routes.delete('/im/v1/messages/:id', (context) => {
    const app = authenticate(platform, context, host);
    requireScope(platform, app, ['im:message:recall', ...sendScopes]);
    const message = ownMessage(platform, app, context.req.param('id'));
    message.withdrawn = true;
    touch(platform, message);
    return success(context);
  });
  return routes;
}

/** Throws 231003 for a message nobody knows. */
export function findMessage(platform: Platform, messageId: string): Message {
  const message = platform.state.messages.get(messageId);
  if (!message) throw failures.noMessage();
  return message;
}

export function requireMember(platform: Platform, app: App, message: Message): void {
  const chat = platform.state.chats.get(message.chatId);
  if (!chat) throw failures.noChat();
  if (!chat.appIds.includes(app.appId)) throw failures.notInChat();
}

function ownMessage(platform: Platform, app: App, messageId: string): Message {
  const message = findMessage(platform, messageId);
  if (message.withdrawn) throw failures.withdrawn();
  if (message.sender.kind !== 'app' || message.sender.id !== app.appId) {
    throw failures.parameter('the message was not sent by this app');
  }
  return message;
}

function receiver(platform: Platform, app: App, idType: string | undefined, id: unknown): Chat {
  if (typeof id !== 'string' || id === '') throw failures.parameter('receive_id is required');
  const { state } = platform;
  if (idType === 'chat_id') {
    const chat = state.chats.get(id);
    if (!chat) throw failures.noChat();
    return chat;
  }
  const person =
    idType === 'open_id'
      ? state.personByOpenId(app.appId, id)
      : idType === 'union_id'
        ? people.find((candidate) => unionIdOf(candidate.id) === id)
        : idType === 'user_id'
          ? people.find((candidate) => candidate.id === id)
          : undefined;
  if (!person || person.brand !== app.brand) throw failures.parameter('invalid receive_id');
  return state.privateChat(app, person.id);
}

function touch(platform: Platform, message: Message): void {
  message.updatedAt = platform.bench.clock.now();
  platform.state.changed();
  platform.messageChanged(message.messageId);
}

/** Cards of schema 2.0 are shared unless they say no; older ones only when they say so. */
function isShared(content: string): boolean {
  const card = parseObject(content);
  const flag = (card?.['config'] as { update_multi?: unknown } | undefined)?.update_multi;
  return card?.['schema'] === '2.0' ? flag !== false : flag === true;
}

function withOpenId(app: App, message: Message, shown: Record<string, unknown>): Record<string, unknown> {
  if (message.sender.kind === 'app') return shown;
  return { ...shown, sender: { ...(shown['sender'] as object), id: openIdOf(app.appId, message.sender.id) } };
}
