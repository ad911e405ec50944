import { Hono } from 'hono';
import { failures, success } from '../answers.ts';
import type { Brand } from '../entities.ts';
import { openIdOf, tenantKeyOf, unionIdOf } from '../ids.ts';
import type { Platform } from '../platform.ts';
import { authenticate, requireScope } from './authentication.ts';

/** Who the bot is, who people and chats are, what the app may do. */
export function directoryRoutes(platform: Platform, host: Brand): Hono {
  const routes = new Hono();

  routes.get('/bot/v3/info', (context) => {
    const app = authenticate(platform, context, host);
    if (!app.botEnabled) throw failures.botOff();
    // Not under `data`, unlike every other answer.
    return context.json({
      code: 0,
      msg: 'ok',
      bot: {
        activate_status: 2,
        app_name: app.name,
        avatar_url: '',
        ip_white_list: [],
        open_id: app.botOpenId,
      },
    });
  });

  routes.get('/contact/v3/users/:id', (context) => {
    const app = authenticate(platform, context, host);
    requireScope(platform, app, ['contact:contact.base:readonly', 'contact:user.base:readonly']);
    const openId = context.req.param('id');
    const person = platform.state.personByOpenId(app.appId, openId);
    if (!person) throw failures.parameter('user id not exist');
    const seesNames = app.scopes.includes('contact:user.base:readonly');
    return success(context, {
      user: {
        open_id: openId,
        union_id: unionIdOf(person.id),
        ...(app.scopes.includes('contact:user.employee_id:readonly') && { user_id: person.id }),
        ...(seesNames && { name: person.name, en_name: person.enName }),
      },
    });
  });

  routes.get('/im/v1/chats/:id', (context) => {
    const app = authenticate(platform, context, host);
    requireScope(platform, app, ['im:chat:read', 'im:chat:readonly', 'im:chat']);
    const chat = platform.state.chats.get(context.req.param('id'));
    if (!chat) throw failures.noChat();
    if (!chat.appIds.includes(app.appId)) throw failures.notInChat();
    return success(context, {
      name: chat.name,
      chat_mode: chat.isTopicGroup ? 'topic' : chat.kind,
      chat_type: 'private',
      chat_status: 'normal',
      owner_id: '',
      user_count: String(chat.personIds.length),
      bot_count: String(chat.appIds.length),
      tenant_key: tenantKeyOf(chat.brand),
    });
  });

  routes.get('/application/v6/applications/:id', (context) => {
    const app = authenticate(platform, context, host);
    requireScope(platform, app, ['application:application:self_manage']);
    const id = context.req.param('id');
    if (id !== 'me' && id !== app.appId) throw failures.parameter('app_id is not the caller');
    return success(context, {
      app: {
        app_id: app.appId,
        app_name: app.name,
        description: app.description,
        status: 1,
        owner: { type: 2, owner_id: openIdOf(app.appId, app.ownerId) },
        scopes: app.scopes.map((scope) => ({ scope, level: 1, token_types: ['tenant'] })),
      },
    });
  });
  return routes;
}
