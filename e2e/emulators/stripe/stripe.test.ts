import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startStripeEmulator, type StripeEmulator } from './start.ts';
import type { WebhookFault } from './webhooks.ts';

const apiKey = 'sk_test_sandbox';
const secret = 'whsec_test';
const DAY_MS = 86_400_000;

let emulator: StripeEmulator;
let stripe: Stripe;
const client = (url: string, key = apiKey) =>
  new Stripe(key, {
    host: '127.0.0.1',
    port: new URL(url).port,
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries: 0,
  });
beforeEach(async () => {
  emulator = await startStripeEmulator({ apiKey, retryMs: 20 });
  stripe = client(emulator.url);
});
afterEach(() => emulator.close());

const priceOf = async (key: string) => (await stripe.prices.list({ lookup_keys: [key] })).data[0]!;
async function openSession(key: string, mode: 'payment' | 'subscription', customer?: string) {
  const price = await priceOf(key);
  return stripe.checkout.sessions.create({
    mode,
    customer: customer ?? (await stripe.customers.create({ phone: '+8613800000001' })).id,
    line_items: [{ price: price.id, quantity: 1 }],
    success_url: 'http://localhost:1/back?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://localhost:1/cancelled',
    metadata: { purchase: 'p1' },
  });
}

describe('the API as the SDK speaks it', () => {
  test('prices are found by their lookup keys, packs say their points', async () => {
    const { data } = await stripe.prices.list({
      lookup_keys: ['plan_pro_month', 'points_500'],
      active: true,
      expand: ['data.product'],
    });
    expect(data.map((price) => price.lookup_key).sort()).toEqual(['plan_pro_month', 'points_500']);
    const pack = data.find(({ lookup_key }) => lookup_key === 'points_500')!;
    expect(pack.metadata).toEqual({ points: '500' });
    expect(pack.product).toMatchObject({ object: 'product' });
  });

  test('the same idempotency key answers as before; with another body it is refused', async () => {
    const first = await stripe.customers.create({ name: 'a' }, { idempotencyKey: 'k' });
    const again = await stripe.customers.create({ name: 'a' }, { idempotencyKey: 'k' });
    expect(again.id).toBe(first.id);
    await expect(stripe.customers.create({ name: 'b' }, { idempotencyKey: 'k' })).rejects.toBeInstanceOf(
      Stripe.errors.StripeIdempotencyError,
    );
  });

  test('errors have type, code and request id', async () => {
    await expect(stripe.customers.retrieve('cus_none')).rejects.toMatchObject({
      type: 'StripeInvalidRequestError',
      code: 'resource_missing',
      requestId: expect.stringMatching(/^req_/) as string,
    });
    await expect(client(emulator.url, 'sk_test_other').customers.list()).rejects.toBeInstanceOf(
      Stripe.errors.StripeAuthenticationError,
    );
  });

  test('lists page to the end by themselves, newest first', async () => {
    const made: string[] = [];
    for (let index = 0; index < 5; index++) made.push((await stripe.customers.create({})).id);
    const seen: string[] = [];
    for await (const customer of stripe.customers.list({ limit: 2 })) seen.push(customer.id);
    expect(seen).toEqual(made.toReversed());
  });

  test('a declined card leaves the session open; one that works completes it, once', async () => {
    const session = await openSession('points_100', 'payment');
    expect(() => emulator.pay(session.id, 'declined')).toThrow('declined');
    emulator.pay(session.id);
    expect(() => emulator.pay(session.id)).toThrow('complete');
    const paid = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ['payment_intent.latest_charge', 'line_items'],
    });
    expect(paid).toMatchObject({ status: 'complete', payment_status: 'paid', url: null });
    expect(paid.line_items!.data[0]!.price!.lookup_key).toBe('points_100');
    expect(paid.payment_intent).toMatchObject({ latest_charge: { paid: true, amount: 1_000 } });
  });

  test('refunds never exceed the charge', async () => {
    const session = await openSession('points_100', 'payment');
    const intent = String(emulator.pay(session.id).payment_intent);
    await stripe.refunds.create({ payment_intent: intent, amount: 300 });
    await expect(stripe.refunds.create({ payment_intent: intent, amount: 800 })).rejects.toThrow('greater');
    await stripe.refunds.create({ payment_intent: intent });
    await expect(stripe.refunds.create({ payment_intent: intent })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
    const { data } = await stripe.charges.list({ payment_intent: intent });
    expect(data[0]).toMatchObject({ amount_refunded: 1_000, refunded: true });
  });
});

describe('subscriptions and the test clock', () => {
  const subscribe = async (card: 'works' | 'failsLater' = 'works') => {
    const session = await openSession('plan_lite_month', 'subscription');
    return String(emulator.pay(session.id, card).subscription);
  };

  test('a month later the card is charged again', async () => {
    const id = await subscribe();
    const before = (await stripe.subscriptions.retrieve(id)).items.data[0]!.current_period_end;
    emulator.advance(32 * DAY_MS);
    const after = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] });
    expect(after.status).toBe('active');
    expect(after.items.data[0]!.current_period_start).toBe(before);
    expect(after.latest_invoice).toMatchObject({ billing_reason: 'subscription_cycle', status: 'paid' });
  });

  test('a renewal that fails is past due, tried again, and ends the subscription at last', async () => {
    const id = await subscribe('failsLater');
    emulator.advance(32 * DAY_MS);
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('past_due');
    emulator.advance(8 * DAY_MS);
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('canceled');
    expect((await stripe.subscriptions.list({})).data).toEqual([]);
    expect((await stripe.subscriptions.list({ status: 'all' })).data).toHaveLength(1);
  });

  test('an upgrade charges the difference for what is left of the period', async () => {
    const id = await subscribe();
    const subscription = await stripe.subscriptions.retrieve(id);
    const price = await priceOf('plan_pro_month');
    const after = await stripe.subscriptions.update(id, {
      items: [{ id: subscription.items.data[0]!.id, price: price.id }],
      proration_behavior: 'always_invoice',
      expand: ['latest_invoice'],
    });
    expect(after.items.data[0]!.price.lookup_key).toBe('plan_pro_month');
    expect((after.latest_invoice as Stripe.Invoice).amount_paid).toBe(16_000);
  });

  test('cancelled at the end of the period it runs until then, and can be resumed', async () => {
    const id = await subscribe();
    await stripe.subscriptions.update(id, { cancel_at_period_end: true });
    await stripe.subscriptions.update(id, { cancel_at_period_end: false });
    emulator.advance(32 * DAY_MS);
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
    await stripe.subscriptions.update(id, { cancel_at_period_end: true });
    emulator.advance(32 * DAY_MS);
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('canceled');
  });
});

describe('webhooks', () => {
  const heard: Stripe.Event[] = [];
  let failures = 0;
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(pieces).toString();
      heard.push(stripe.webhooks.constructEvent(body, String(request.headers['stripe-signature']), secret));
      response.writeHead(failures-- > 0 ? 500 : 200).end();
    });
  });
  beforeEach(async () => {
    heard.length = 0;
    failures = 0;
    if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as { port: number };
    emulator.listen(`http://127.0.0.1:${port}/hook`, secret);
  });
  afterEach(() => void server.closeAllConnections());

  test('are signed so that the SDK accepts them, and are tried again until they are taken', async () => {
    failures = 2;
    await stripe.customers.create({});
    await emulator.webhooks.settled();
    expect(heard.map(({ type }) => type)).toEqual(Array(3).fill('customer.created'));
    expect(new Set(heard.map(({ id }) => id)).size).toBe(1);
  });

  test.each<[WebhookFault['kind'], string[]]>([
    ['duplicate', ['a', 'a', 'b']],
    ['reorder', ['b', 'a']],
    ['drop', ['b', 'a']],
    ['never', ['b']],
  ])('with the fault %s arrive as said', async (kind, expected) => {
    emulator.webhooks.addFault({ kind });
    await stripe.customers.create({ name: 'a' });
    await stripe.customers.create({ name: 'b' });
    await emulator.webhooks.settled();
    const names = heard.map(({ data }) => (data.object as Stripe.Customer).name);
    expect(kind === 'duplicate' ? names.sort() : names).toEqual(expected);
  });
});

test('customers, subscriptions, answers to keys and the clock survive a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'stripe-'));
  const stateFile = join(folder, 'stripe.json');
  const first = await startStripeEmulator({ apiKey, stateFile });
  const made = await client(first.url).customers.create({ name: 'a' }, { idempotencyKey: 'k' });
  first.advance(DAY_MS);
  await first.close();
  const second = await startStripeEmulator({ apiKey, stateFile });
  try {
    expect(await client(second.url).customers.create({ name: 'a' }, { idempotencyKey: 'k' })).toEqual(
      expect.objectContaining({ id: made.id }),
    );
    expect(second.clock.now() - Date.now()).toBeGreaterThan(DAY_MS - 60_000);
    expect(second.state.all('price')).toHaveLength(9);
  } finally {
    await second.close();
    await rm(folder, { recursive: true });
  }
});
