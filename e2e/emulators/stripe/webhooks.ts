import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { StripeEvent, WebhookEndpoint } from './entities/events.ts';
import type { Delivery, StripeState } from './state.ts';

/** What happens to the next deliveries, counted over all endpoints. */
export const WebhookFault = z.object({
  kind: z.enum([
    /** arrives `ms` late */
    'delay',
    /** arrives twice */
    'duplicate',
    /** waits until another event has gone out, so that it arrives behind it */
    'reorder',
    /** is lost on the way, and tried again as after any failure */
    'drop',
    /** never arrives */
    'never',
  ]),
  ms: z.number().min(0).max(600_000).default(1_000),
  /** how many deliveries it strikes; 0 = all until removed */
  times: z.number().int().min(0).default(1),
  /** only events of this type */
  type: z.string().optional(),
});
export type WebhookFault = z.input<typeof WebhookFault>;

export interface WebhookOptions {
  /** before the second attempt; doubled with each further one */
  retryMs?: number;
  attemptsMax?: number;
  timeoutMs?: number;
  /** ms of the real time, which signatures and attempts live by */
  now?: () => number;
}

export interface Webhooks {
  send(event: StripeEvent): void;
  addFault(fault: WebhookFault): void;
  clearFaults(): void;
  /** Sends one event again, whatever became of it before, as the dashboard's button does. */
  resend(eventId: string): void;
  /** Resolves when nothing waits any more: all was taken or given up. */
  settled(): Promise<void>;
  close(): void;
}

/** `t=…,v1=…`: the hash of time and body under the endpoint's secret. */
export function signatureOf(secret: string, body: string, seconds: number): string {
  const hash = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${hash}`;
}

const hears = ({ status, enabled_events: events }: WebhookEndpoint, type: string) =>
  status === 'enabled' && (events.includes('*') || events.includes(type));

export function createWebhooks(state: StripeState, options: WebhookOptions = {}): Webhooks {
  const { retryMs = 2_000, attemptsMax = 12, timeoutMs = 10_000, now = Date.now } = options;
  let faults: z.output<typeof WebhookFault>[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const waiting = new Set<() => void>();
  let held: Delivery[] = [];
  let isClosed = false;

  const enqueue = (eventId: string, endpointId: string): Delivery => {
    const delivery = { eventId, endpointId, attempts: 0, nextAt: now() };
    state.deliveries.add(delivery);
    state.changed();
    return delivery;
  };

  function drop(delivery: Delivery): void {
    state.deliveries.delete(delivery);
    state.changed();
    if (state.deliveries.size > 0) return;
    for (const resolve of waiting) resolve();
    waiting.clear();
  }

  function plan(delivery: Delivery): void {
    if (isClosed) return;
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        void attempt(delivery);
      },
      Math.max(0, delivery.nextAt - now()),
    );
    timers.add(timer);
  }

  function takeFault(type: string) {
    const fault = faults.find((each) => each.type === undefined || each.type === type);
    if (fault && fault.times > 0 && --fault.times === 0) faults = faults.filter((each) => each !== fault);
    return fault;
  }

  async function attempt(delivery: Delivery): Promise<void> {
    const event = state.get('event', delivery.eventId);
    const endpoint = state.get('webhook_endpoint', delivery.endpointId);
    if (isClosed) return;
    if (!event || !endpoint) return drop(delivery);
    delivery.attempts += 1;
    const taken = await post(endpoint, event);
    if (isClosed) return;
    if (taken) event.pending_webhooks = Math.max(0, event.pending_webhooks - 1);
    if (taken || delivery.attempts >= attemptsMax) return drop(delivery);
    delivery.nextAt = now() + retryMs * 2 ** (delivery.attempts - 1);
    state.changed();
    plan(delivery);
  }

  async function post(endpoint: WebhookEndpoint, event: StripeEvent): Promise<boolean> {
    const body = JSON.stringify(event, null, 2);
    try {
      const response = await fetch(endpoint.url, {
        method: 'POST',
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
          'stripe-signature': signatureOf(endpoint.secret, body, Math.floor(now() / 1_000)),
        },
      });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  }

  // what a process before this one did not get rid of
  for (const delivery of state.deliveries) plan(delivery);

  return {
    send(event) {
      for (const endpoint of state.all('webhook_endpoint').filter((each) => hears(each, event.type))) {
        event.pending_webhooks += 1;
        const delivery = enqueue(event.id, endpoint.id);
        const fault = takeFault(event.type);
        if (fault?.kind === 'never') drop(delivery);
        else if (fault?.kind === 'reorder') held.push(delivery);
        else {
          if (fault?.kind === 'delay') delivery.nextAt += fault.ms;
          if (fault?.kind === 'drop') {
            delivery.attempts = 1;
            delivery.nextAt += retryMs;
          }
          plan(delivery);
          if (fault?.kind === 'duplicate') plan(enqueue(event.id, endpoint.id));
          for (const late of held.splice(0)) {
            late.nextAt = delivery.nextAt + 20;
            plan(late);
          }
        }
      }
    },
    addFault: (fault) => void faults.push(WebhookFault.parse(fault)),
    clearFaults() {
      faults = [];
      for (const late of held.splice(0)) plan(late);
    },
    resend(eventId) {
      for (const endpoint of state.all('webhook_endpoint')) plan(enqueue(eventId, endpoint.id));
    },
    settled() {
      // nothing else will come to let these go
      for (const late of held.splice(0)) plan(late);
      if (state.deliveries.size === 0) return Promise.resolve();
      return new Promise((resolve) => void waiting.add(resolve));
    },
    close() {
      isClosed = true;
      held = [];
      for (const timer of timers) clearTimeout(timer);
      for (const resolve of waiting) resolve();
    },
  };
}
