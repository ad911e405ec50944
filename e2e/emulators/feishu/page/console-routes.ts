import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { ownPagesOnly } from '../../core/control.ts';
import { pageHeaders } from '../../core/page.ts';
import { appsChanged } from '../apps.ts';
import type { App } from '../entities.ts';
import { parseObject } from '../message-content.ts';
import type { Platform } from '../platform.ts';
import { baseEvents, knownScopes } from '../platform-template.ts';
import type { UserSide } from '../user-side.ts';
import { appListPage, appPage } from './console-page.ts';

const ScopesJson = z.object({
  scopes: z.object({ tenant: z.array(z.string()).default([]), user: z.array(z.string()).default([]) }),
});

/** The developer console: making an app by hand, step by step. */
export function consoleRoutes(platform: Platform, user: UserSide): Hono {
  const routes = new Hono();
  const { state, connections } = platform;
  const show = (context: Context, app: App, notice: string): Response | Promise<Response> => {
    const facts = {
      app,
      connections: connections.count(app.appId),
      isSubscribed: app.events.includes('im.message.receive_v1'),
      notice,
    };
    return context.html(appPage(facts), 200, pageHeaders);
  };
  routes.use('/app/*', ownPagesOnly);

  routes.get('/app', (context) => context.html(appListPage([...state.apps.values()]), 200, pageHeaders));
  routes.post('/app', ownPagesOnly, async (context) => {
    const form = new URLSearchParams(await context.req.text());
    const name = form.get('name')?.trim() || '我的云电脑';
    // As in the real console, a new app has neither bot nor permissions nor events.
    const app = user.createApp({ name, scopes: [], events: [], botEnabled: false });
    await state.flush();
    return context.redirect(`/app/${app.appId}`, 303);
  });
  routes.get('/app/:appId', (context) => {
    const app = state.apps.get(context.req.param('appId'));
    return app ? show(context, app, '') : context.redirect('/app');
  });
  // The link in a missing-permission error leads here.
  routes.get('/app/:appId/auth', (context) => context.redirect(`/app/${context.req.param('appId')}`));
  routes.post('/app/:appId', async (context) => {
    const app = state.apps.get(context.req.param('appId'));
    if (!app) return context.redirect('/app', 303);
    const notice = change(platform, app, new URLSearchParams(await context.req.text()));
    appsChanged(platform);
    return show(context, app, notice);
  });
  return routes;
}

/** Does what one form of the page asks for; returns what to tell. */
function change(platform: Platform, app: App, form: URLSearchParams): string {
  const [bot, scopes, events, visible] = ['bot', 'scopes', 'events', 'visible'].map((name) => form.get(name));
  if (bot) {
    app.botEnabled = bot === 'on';
    return app.botEnabled ? '机器人已开启 The bot is on' : '机器人已关闭 The bot is off';
  }
  if (scopes) return importScopes(app, scopes);
  if (events) {
    // The real page saves this choice only while a client of the app is connected.
    if (platform.connections.count(app.appId) === 0) {
      return '应用未建立长连接，无法保存 Not saved: no client of this app is connected';
    }
    app.events = [...new Set([...app.events, ...baseEvents])];
    return '已保存并订阅 Saved and subscribed';
  }
  if (visible) {
    app.visibleTo = visible === 'all' ? 'all' : [visible];
    return '可用范围已保存 Availability saved';
  }
  return '';
}

function importScopes(app: App, text: string): string {
  const parsed = ScopesJson.safeParse(parseObject(text));
  if (!parsed.success) return '不是权限 JSON，没有导入 Not imported: this is no permission JSON';
  const wanted = [...parsed.data.scopes.tenant, ...parsed.data.scopes.user];
  const granted = wanted.filter((name) => knownScopes.has(name));
  const unknown = wanted.filter((name) => !knownScopes.has(name));
  app.scopes = [...new Set([...app.scopes, ...granted])];
  const note = unknown.length > 0 ? ` · 未知 unknown: ${unknown.join(', ')}` : '';
  return `已导入 ${granted.length} 项 imported${note}`;
}
