import { Hono } from 'hono';
import type { Platform } from '../platform.ts';
import { newId } from '../state.ts';
import type { UserSide } from '../user-side.ts';
import { bodyOf } from './access.ts';

const nonceLifeMs = 300_000;
const codeLifeMs = 7_200_000;

/** Creating an app by one scan. `/__emulator/registrations/:code/{approve,deny}` is what the person does. */
export function registrationRoutes(platform: Platform, user: UserSide): Hono {
  const now = (): number => platform.bench.clock.now();
  const nonces = new Map<string, number>();
  const codes = new Map<string, { until: number; answer: Record<string, unknown> }>();
  const routes = new Hono();
  const bad = { errcode: 400_001, errmsg: 'nonce is invalid or used' };

  routes.post('/app/registration/init', (context) => {
    const nonce = newId('');
    nonces.set(nonce, now() + nonceLifeMs);
    return context.json({ errcode: 0, errmsg: 'ok', nonce, expires_in: nonceLifeMs / 1000 });
  });
  routes.post('/app/registration/begin', async (context) => {
    const nonce = String((await bodyOf(context))['nonce']);
    const until = nonces.get(nonce) ?? 0;
    nonces.delete(nonce);
    if (until <= now()) return context.json(bad);
    const code = newId('');
    codes.set(code, { until: now() + codeLifeMs, answer: { status: 'WAITING' } });
    const user_code = code
      .slice(0, 12)
      .toUpperCase()
      .replace(/(.{4})(?=.)/g, '$1-');
    const verification_uri = `${platform.url()}/openapp/registration`;
    const verification_uri_complete = `${verification_uri}?user_code=${user_code}`;
    return context.json({
      errcode: 0,
      errmsg: 'ok',
      device_code: code,
      user_code,
      verification_uri,
      verification_uri_complete,
      expires_in: codeLifeMs / 1000,
      interval: 5,
    });
  });
  routes.post('/app/registration/poll', async (context) => {
    const known = codes.get(String((await bodyOf(context))['device_code']));
    if (!known) return context.json({ errcode: 400_002, errmsg: 'device_code is invalid' });
    const answer = known.until <= now() ? { status: 'EXPIRED' } : known.answer;
    return context.json({ errcode: 0, errmsg: 'ok', ...answer });
  });
  routes.post('/__emulator/registrations/:code/:verb', (context) => {
    const known = codes.get(context.req.param('code'));
    if (!known) return context.json({ error: 'unknown code' }, 404);
    if (context.req.param('verb') === 'approve') {
      const { clientId, clientSecret } = user.createApp();
      known.answer = { status: 'SUCCESS', client_id: clientId, client_secret: clientSecret };
    } else known.answer = { status: 'FAIL', fail_reason: 'user denied' };
    return context.json({ ok: true });
  });
  return routes;
}
