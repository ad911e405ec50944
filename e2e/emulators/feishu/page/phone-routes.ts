import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { ownPagesOnly } from '../../core/control.ts';
import { pageHeaders } from '../../core/page.ts';
import { people, type Chat, type Person } from '../entities.ts';
import { parseObject } from '../message-content.ts';
import type { Platform } from '../platform.ts';
import { download, fileBytesMax } from '../routes/resources.ts';
import type { UserSide } from '../user-side.ts';
import { buttonsOf, valueOf } from './card-view.ts';
import { chatHead, chatListPage, chatMessages, chatPage, chatRows, memberButtons } from './phone-page.ts';
import { phoneScript } from './phone-script.ts';

const Said = z.object({ as: z.string(), text: z.string().min(1).max(150_000) });
const Withdrawal = z.object({ as: z.string() });
const Press = z.object({ as: z.string(), button: z.number().int().min(0) });
const Membership = z.object({ as: z.string(), appId: z.string(), member: z.boolean() });

/** The simulated phone: pages, their fragments, and what its person does. */
export function phoneRoutes(platform: Platform, user: UserSide): Hono {
  const routes = new Hono();
  const { state } = platform;
  const me = (context: Context): Person => state.person(context.req.query('as') ?? '') ?? people[0]!;
  const find = (context: Context): Chat => {
    const chat = state.chats.get(context.req.param('chatId') ?? '');
    if (!chat) throw new Error('没有这个聊天 There is no such chat');
    return chat;
  };
  routes.use(ownPagesOnly);
  routes.onError((error, context) =>
    context.json({ error: error instanceof z.ZodError ? z.prettifyError(error) : error.message }, 400),
  );

  routes.get('/phone', (context) => context.html(chatListPage(platform, me(context)), 200, pageHeaders));
  routes.get('/phone/rows', (context) => context.html(chatRows(platform, me(context))));
  routes.get('/phone/events', (context) => platform.live.respond(context));
  routes.get('/phone.js', (context) =>
    context.body(phoneScript, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );
  routes.get('/phone/resources/:key', (context) => {
    const resource = state.resources.get(context.req.param('key'));
    if (!resource) return context.notFound();
    // what is no picture is saved, never shown: a page in it would be one of ours
    if (resource.type !== 'image') return download(resource);
    return context.body(new Uint8Array(resource.bytes), 200, {
      'content-type': resource.contentType,
      'x-content-type-options': 'nosniff',
    });
  });
  routes.get('/phone/chats/:chatId', (context) => {
    const chat = state.chats.get(context.req.param('chatId'));
    if (!chat) return context.redirect('/phone');
    return context.html(chatPage(platform, me(context), chat), 200, pageHeaders);
  });
  routes.get('/phone/chats/:chatId/head', (context) => context.html(chatHead(platform, find(context))));
  routes.get('/phone/chats/:chatId/members', (context) =>
    context.html(memberButtons(platform, find(context))),
  );
  routes.get('/phone/chats/:chatId/messages', (context) =>
    context.html(chatMessages(platform, find(context))),
  );

  routes.post('/phone/chats/:chatId/messages', async (context) => {
    const chat = find(context);
    const { as, text } = Said.parse(await context.req.json());
    const { message } = user.sendInto(chat, text, { from: as });
    return context.json({ messageId: message.messageId });
  });
  routes.post('/phone/chats/:chatId/files', async (context) => {
    const chat = find(context);
    const name = (context.req.query('name') ?? '').slice(0, 200);
    const bytes = Buffer.from(await context.req.arrayBuffer());
    if (name === '' || bytes.length === 0) throw new Error('空文件 The file is empty');
    if (bytes.length > fileBytesMax) throw new Error('文件超过 30 MB The file is larger than 30 MB');
    const { message } = user.sendFileInto(chat, { name, bytes }, { from: me(context).id });
    return context.json({ messageId: message.messageId });
  });
  routes.post('/phone/chats/:chatId/members', async (context) => {
    const { as, appId, member } = Membership.parse(await context.req.json());
    const app = state.apps.get(appId);
    if (!app) throw new Error('没有这个机器人 There is no such bot');
    if (member) user.addToGroup(app, as);
    else user.removeFromGroup(app, as);
    return context.json({ ok: true });
  });
  routes.post('/phone/messages/:messageId/withdraw', async (context) => {
    const { as } = Withdrawal.parse(await context.req.json());
    const message = state.messages.get(context.req.param('messageId'));
    if (message?.sender.id !== as)
      throw new Error('只能撤回自己的消息 Only your own messages can be withdrawn');
    void user.withdraw(message.messageId);
    return context.json({ ok: true });
  });
  routes.post('/phone/messages/:messageId/press', async (context) => {
    const { as, button } = Press.parse(await context.req.json());
    const message = state.messages.get(context.req.param('messageId'));
    const card = message && (state.cards.get(message.cardId ?? '')?.json ?? parseObject(message.content));
    const element = card && buttonsOf(card)[button];
    const value = element && valueOf(element);
    if (!message || !value) throw new Error('这个按钮没有回调 This button has no callback');
    const delivery = await user.press(message.messageId, { tag: 'button', value }, as);
    const toast = (delivery?.data as { toast?: { content?: unknown } } | undefined)?.toast?.content;
    return context.json({ toast: typeof toast === 'string' ? toast : '' });
  });
  return routes;
}
