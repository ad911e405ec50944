import { Hono } from 'hono';
import type { Brand } from '../entities.ts';
import type { Platform } from '../platform.ts';
import { connectionsMax } from '../socket/long-connections.ts';
import { readJson } from './authentication.ts';

/**
 * Where a client learns its socket's address: on the host that it asked, because another address of this machine may
 * be out of its reach. Errors carry `data: {}`: without it the SDK retries for ever.
 */
export function longConnectionRoutes(platform: Platform, host: Brand): Hono {
  const routes = new Hono();
  routes.post('/callback/ws/endpoint', async (context) => {
    const { AppID, AppSecret } = await readJson(context);
    const refuse = (code: number, msg: string): Response => context.json({ code, msg, data: {} });
    const app = platform.state.apps.get(String(AppID));
    if (!app || app.brand !== host || app.appSecret !== AppSecret) {
      return refuse(1000040345, 'app_id or app_secret is invalid');
    }
    if (platform.connections.count(app.appId) >= connectionsMax) {
      return refuse(1000040350, 'the number of connections exceeded the limit');
    }
    return context.json({
      code: 0,
      msg: '',
      data: {
        URL: `ws://${new URL(context.req.url).host}/ws/v2?${platform.connections.issueTicket(app.appId)}`,
        ClientConfig: platform.options.clientConfig,
      },
    });
  });
  return routes;
}
