import { Hono } from 'hono';
import { createClock, type EmulatorClock } from '../core/clock.ts';
import { controlRoutes } from '../core/control.ts';
import type { Faults } from '../core/faults.ts';
import type { RequestLog } from '../core/request-log.ts';
import { createBench, listen } from '../core/server.ts';
import { stockShelves } from './catalog.ts';
import { completeSession } from './checkout.ts';
import { stripeControlRoutes } from './control-routes.ts';
import type { CheckoutSession } from './entities/checkout.ts';
import { pageRoutes } from './page/routes.ts';
import { missing } from './answers.ts';
import type { Card } from './payments.ts';
import type { Platform } from './platform.ts';
import { createApi } from './routes/api.ts';
import { billingRoutes } from './routes/billing.ts';
import { catalogRoutes } from './routes/catalog.ts';
import { checkoutRoutes } from './routes/checkout.ts';
import { customerRoutes } from './routes/customers.ts';
import { StripeState } from './state.ts';
import { advance } from './test-clock.ts';
import { createWebhooks, type WebhookOptions, type Webhooks } from './webhooks.ts';

export interface StartStripe extends Pick<WebhookOptions, 'retryMs' | 'attemptsMax' | 'timeoutMs'> {
  /** 0 (default) takes a free port */
  port?: number;
  /** base of the test clock, Unix milliseconds */
  now?: () => number;
  /** the secret key that callers must show */
  apiKey: string;
  /** an endpoint that hears of everything from the start */
  webhook?: { url: string; secret: string };
  /** where everything survives a restart; nowhere when absent */
  stateFile?: string;
}

export interface StripeEmulator {
  readonly url: string;
  readonly port: number;
  readonly clock: EmulatorClock;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly state: StripeState;
  readonly platform: Platform;
  readonly webhooks: Webhooks;
  /** Pays an open session as a person on its page does. */
  pay(sessionId: string, card?: Card): CheckoutSession;
  /** Moves the test clock; renewals, retries and endings on the way happen. */
  advance(ms: number): void;
  /** Has everything told to `url` from now on. */
  listen(url: string, secret: string): void;
  close(): Promise<void>;
}

/** The version that the SDK of this repository speaks. */
const apiVersion = '2026-10-28.endive';

export async function startStripeEmulator(start: StartStripe): Promise<StripeEmulator> {
  const { port = 0, apiKey, webhook, stateFile, now, ...webhookOptions } = start;
  const bench = createBench(createClock(now));
  const state = await StripeState.open(stateFile);
  bench.clock.advance(state.clockOffsetMs);
  const webhooks = createWebhooks(state, webhookOptions);
  const seconds = () => Math.floor(bench.clock.now() / 1_000);
  const platform: Platform = {
    state,
    clock: bench.clock,
    seconds,
    url: () => server.url,
    emit(type, object) {
      const event = state.make('event', seconds(), {
        api_version: apiVersion,
        data: { object: structuredClone(object) },
        pending_webhooks: 0,
        request: { id: null, idempotency_key: null },
        type,
      });
      webhooks.send(event);
      return event;
    },
  };
  stockShelves(state, seconds());

  function listenAt(url: string, secret: string): void {
    const known = state.all('webhook_endpoint').find((each) => each.url === url);
    if (known) known.secret = secret;
    else
      state.make('webhook_endpoint', seconds(), {
        enabled_events: ['*'],
        metadata: {},
        secret,
        status: 'enabled',
        url,
      });
    state.changed();
  }
  if (webhook) listenAt(webhook.url, webhook.secret);

  const api = createApi(platform, apiKey);
  catalogRoutes(api, platform);
  customerRoutes(api, platform);
  checkoutRoutes(api, platform);
  billingRoutes(api, platform);

  const app = new Hono();
  // First, so that moving the clock lets happen what falls due.
  app.route('/__emulator', stripeControlRoutes(platform, webhooks));
  app.route('/__emulator', controlRoutes('stripe', bench));
  app.use('/v1/*', async (_, next) => {
    advance(platform, 0);
    await next();
  });
  app.route('/', pageRoutes(platform, webhooks));
  app.route('/', api.app);

  const server = await listen('Sandbox Stripe', { port }, bench, { app, api: /^\/v1\// });
  return {
    url: server.url,
    port: server.port,
    clock: bench.clock,
    faults: bench.faults,
    log: bench.log,
    state,
    platform,
    webhooks,
    pay(sessionId, card = 'works') {
      const session = state.get('checkout.session', sessionId);
      if (!session) throw missing('checkout.session', sessionId);
      return completeSession(platform, session, card);
    },
    advance: (ms) => void advance(platform, ms),
    listen: listenAt,
    async close() {
      webhooks.close();
      await server.close();
      await state.flush();
    },
  };
}
