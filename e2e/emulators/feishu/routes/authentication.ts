import type { Context } from 'hono';
import { Hono } from 'hono';
import { failures } from '../answers.ts';
import type { App, Brand } from '../entities.ts';
import { newId } from '../ids.ts';
import type { Platform } from '../platform.ts';

const tokenLifeMs = 7_200_000;
const sameTokenMs = 30 * 60_000;

/** `POST /auth/v3/tenant_access_token/internal`. Its errors come with HTTP 200. */
export function tokenRoutes(platform: Platform, host: Brand): Hono {
  const routes = new Hono();
  routes.post('/auth/v3/tenant_access_token/internal', async (context) => {
    const { app_id, app_secret } = await readJson(context);
    if (typeof app_id !== 'string' || typeof app_secret !== 'string' || !app_id || !app_secret) {
      return context.json({ code: 10003, msg: 'invalid param' });
    }
    const app = platform.state.apps.get(app_id);
    if (!app || app.brand !== host) return context.json({ code: 10003, msg: 'invalid param' });
    if (app.appSecret !== app_secret) return context.json({ code: 10014, msg: 'app secret invalid' });
    const now = platform.bench.clock.now();
    const token = currentToken(platform, app.appId, now);
    return context.json({
      code: 0,
      msg: 'ok',
      tenant_access_token: token.token,
      expire: Math.floor((token.expiresAt - now) / 1000),
    });
  });
  return routes;
}

/** The same token while half an hour is left on it, else a new one; an older one stays valid until its end. */
function currentToken(platform: Platform, appId: string, now: number): { token: string; expiresAt: number } {
  const { tokens } = platform.state;
  for (const token of tokens.values()) {
    if (token.expiresAt <= now) tokens.delete(token.token);
    else if (token.appId === appId && token.expiresAt - now >= sameTokenMs) return token;
  }
  const fresh = { token: newId.token(), appId, expiresAt: now + tokenLifeMs };
  tokens.set(fresh.token, fresh);
  platform.state.changed();
  return fresh;
}

/** The app a request's bearer token belongs to. Throws 99991661 without a token, 99991663 for a dead one. */
export function authenticate(platform: Platform, context: Context, host: Brand): App {
  const header = context.req.header('authorization') ?? '';
  if (!header.startsWith('Bearer ')) throw failures.missingToken();
  const token = platform.state.tokens.get(header.slice('Bearer '.length));
  const app = token && platform.state.apps.get(token.appId);
  if (!token || !app || token.expiresAt <= platform.bench.clock.now() || app.brand !== host) {
    throw failures.invalidToken();
  }
  return app;
}

/** Throws 99991672 with the names and a link when the app has none of the scopes. */
export function requireScope(platform: Platform, app: App, scopes: readonly string[]): void {
  if (scopes.some((scope) => app.scopes.includes(scope))) return;
  throw failures.missingScope(app.appId, scopes, platform.publicUrl());
}

/** The body as an object; anything that is not one reads as empty. */
export async function readJson(context: Context): Promise<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(await context.req.text());
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
