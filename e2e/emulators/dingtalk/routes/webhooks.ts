import { createHmac, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { refusals } from '../answers.ts';
import { webhookContent } from '../content.ts';
import type { Platform } from '../platform.ts';
import { post } from '../posting.ts';
import { bodyOf } from './access.ts';

const minuteMs = 60_000;
const perMinute = 20;
const throttleMs = 10 * minuteMs;
const signatureMs = 60 * minuteMs;

/** The two addresses that take a message without a token of the app: of a session, and of a group's own robot. */
export function webhookRoutes(platform: Platform): Hono {
  const { state, bench } = platform;
  const routes = new Hono();

  routes.post('/robot/sendBySession', async (context) => {
    const session = state.sessions.get(context.req.query('session') ?? '');
    if (!session || session.until <= bench.clock.now()) throw refusals.session();
    const { conversationId, clientId } = session;
    const sender = { kind: 'app', clientId } as const;
    const content = webhookContent(await bodyOf(context), { feedCard: false });
    post(platform, { conversationId, sender, way: 'session', ...content });
    return context.json({ errcode: 0, errmsg: 'ok' });
  });

  routes.post('/robot/send', async (context) => {
    const robot = state.robots.get(context.req.query('access_token') ?? '');
    if (!robot) throw refusals.robotToken();
    const now = bench.clock.now();
    const timestamp = context.req.query('timestamp') ?? '';
    const expected = createHmac('sha256', robot.secret).update(`${timestamp}\n${robot.secret}`).digest();
    const given = Buffer.from(context.req.query('sign') ?? '', 'base64');
    const isSigned = given.length === expected.length && timingSafeEqual(given, expected);
    if (!isSigned || Math.abs(now - Number(timestamp)) > signatureMs) throw refusals.robotSign();
    if (now < robot.throttledUntil) throw refusals.robotOften();
    const recent = robot.sentAt.filter((at) => at > now - minuteMs);
    if (recent.length >= perMinute) {
      robot.throttledUntil = now + throttleMs;
      throw refusals.robotOften();
    }
    const content = webhookContent(await bodyOf(context), { feedCard: true });
    robot.sentAt.push(now);
    const { conversationId, token } = robot;
    post(platform, { conversationId, sender: { kind: 'robot', token }, way: 'robot', ...content });
    return context.json({ errcode: 0, errmsg: 'ok' });
  });
  return routes;
}
