import { Hono } from 'hono';
import { z } from 'zod';
import { createClock, type EmulatorClock } from '../core/clock.ts';
import { controlRoutes } from '../core/control.ts';
import type { Faults } from '../core/faults.ts';
import { createLive } from '../core/live.ts';
import { pageHeaders } from '../core/page.ts';
import type { RequestLog } from '../core/request-log.ts';
import { createBench, listen } from '../core/server.ts';
import { outboxList, outboxPage } from './outbox-page.ts';
import { outboxScript } from './outbox-script.ts';

const SmsRequest = z.object({
  phone: z.string().min(3).max(32),
  code: z.string().min(4).max(10),
  locale: z.string().max(20).default('zh'),
});

const MailRequest = z.object({
  to: z.string().min(3).max(320),
  subject: z.string().max(998),
  text: z.string().max(100_000),
});

/** One mail that would have been sent. `at` is Unix milliseconds. */
export interface SentMail extends z.output<typeof MailRequest> {
  id: number;
  at: number;
}

/** One message that would have gone to a phone. `at` is Unix milliseconds. */
export interface SentCode extends z.output<typeof SmsRequest> {
  id: number;
  at: number;
}

export interface StartSms {
  /** 0 (default) takes a free port */
  port?: number;
  now?: () => number;
  /** the bearer token that senders must show */
  token: string;
}

export interface SmsEmulator {
  readonly url: string;
  readonly port: number;
  readonly clock: EmulatorClock;
  readonly faults: Faults;
  readonly log: RequestLog;
  /** Sent codes, newest first; of one number when given. */
  outbox(phone?: string): SentCode[];
  /** Sent mails, newest first; to one address when given. */
  mails(to?: string): SentMail[];
  close(): Promise<void>;
}

const outboxMax = 500;

export async function startSmsEmulator(start: StartSms): Promise<SmsEmulator> {
  const bench = createBench(createClock(start.now));
  const live = createLive();
  const sent: SentCode[] = [];
  const mailed: SentMail[] = [];
  let nextId = 1;
  const outbox = (phone?: string): SentCode[] =>
    sent.filter((code) => phone === undefined || code.phone === phone);
  const mails = (to?: string): SentMail[] => mailed.filter((mail) => to === undefined || mail.to === to);

  const app = new Hono();
  app.route('/__emulator', controlRoutes('sms', bench));
  app.on('POST', ['/', '/send'], async (context) => {
    if (context.req.header('authorization') !== `Bearer ${start.token}`) {
      return context.json({ error: 'The bearer token is missing or wrong.' }, 401);
    }
    const parsed = SmsRequest.safeParse(await context.req.json().catch(() => undefined));
    if (!parsed.success) return context.json({ error: z.prettifyError(parsed.error) }, 400);
    sent.unshift({ id: nextId++, at: bench.clock.now(), ...parsed.data });
    sent.length = Math.min(sent.length, outboxMax);
    live.send('sent', () => ({ id: sent[0]!.id }));
    return context.json({ ok: true });
  });
  app.post('/mail', async (context) => {
    if (context.req.header('authorization') !== `Bearer ${start.token}`) {
      return context.json({ error: 'The bearer token is missing or wrong.' }, 401);
    }
    const parsed = MailRequest.safeParse(await context.req.json().catch(() => undefined));
    if (!parsed.success) return context.json({ error: z.prettifyError(parsed.error) }, 400);
    mailed.unshift({ id: nextId++, at: bench.clock.now(), ...parsed.data });
    mailed.length = Math.min(mailed.length, outboxMax);
    live.send('sent', () => ({ id: mailed[0]!.id }));
    return context.json({ ok: true });
  });
  app.get('/outbox.json', (context) =>
    context.json({ messages: outbox(context.req.query('phone')), mails: mails(context.req.query('to')) }),
  );
  app.get('/outbox/list', (context) => context.html(outboxList(outbox(context.req.query('phone')), mails())));
  app.get('/outbox/events', (context) => live.respond(context));
  app.get('/outbox.js', (context) =>
    context.body(outboxScript, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );
  app.on('GET', ['/', '/outbox'], (context) =>
    context.html(outboxPage(outbox(context.req.query('phone')), mails()), 200, pageHeaders),
  );

  const server = await listen('Sandbox SMS', { port: start.port ?? 0 }, bench, {
    app,
    api: /^\/(send|mail)$/,
  });
  return {
    url: server.url,
    port: server.port,
    clock: bench.clock,
    faults: bench.faults,
    log: bench.log,
    outbox,
    mails,
    close: () => server.close(),
  };
}
