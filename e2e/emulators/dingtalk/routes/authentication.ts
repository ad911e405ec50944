import { Hono } from 'hono';
import { z } from 'zod';
import { OldRefusal, refusals } from '../answers.ts';
import type { App } from '../entities.ts';
import type { Platform } from '../platform.ts';
import { newId } from '../state.ts';
import { Subscription } from '../stream-frames.ts';
import { bodyOf } from './access.ts';

/** Tokens by both ways, and the address of a Stream connection. */
export function authenticationRoutes(platform: Platform): Hono {
  const { state, options, bench, connections } = platform;
  const routes = new Hono();

  function proven(clientId: unknown, secret: unknown): App | null {
    const app = state.apps.get(String(clientId));
    return app !== undefined && app.clientSecret === secret ? app : null;
  }
  function issue(app: App): string {
    const token = newId('at');
    const until = bench.clock.now() + options.tokenLifeSeconds * 1000;
    state.tokens.set(token, { clientId: app.clientId, until });
    return token;
  }

  routes.post('/v1.0/oauth2/accessToken', async (context) => {
    const { appKey, appSecret } = await bodyOf(context);
    const app = proven(appKey, appSecret);
    if (app === null) throw refusals.credentials();
    return context.json({ accessToken: issue(app), expireIn: options.tokenLifeSeconds });
  });

  routes.get('/gettoken', (context) => {
    const app = proven(context.req.query('appkey'), context.req.query('appsecret'));
    if (app === null) throw new OldRefusal(40_089, '不合法的corpid或corpsecret');
    return context.json({
      errcode: 0,
      errmsg: 'ok',
      access_token: issue(app),
      expires_in: options.tokenLifeSeconds,
    });
  });

  routes.post('/v1.0/gateway/connections/open', async (context) => {
    const body = await bodyOf(context);
    const app = proven(body['clientId'], body['clientSecret']);
    if (app === null) throw refusals.connectCredentials();
    const subscriptions = z.array(Subscription).min(1).safeParse(body['subscriptions']);
    if (!subscriptions.success) throw refusals.missing('subscriptions');
    const ticket = connections.issueTicket(app.clientId, subscriptions.data);
    const endpoint = `${platform.url().replace('http', 'ws')}/connect`;
    // without the header the platform answers XML
    if (!context.req.header('accept')?.includes('application/json'))
      return context.body(
        `<OpenConnectionResponse><endpoint>${endpoint}</endpoint><ticket>${ticket}</ticket></OpenConnectionResponse>`,
        200,
        { 'content-type': 'application/xml' },
      );
    return context.json({ endpoint, ticket });
  });
  return routes;
}
