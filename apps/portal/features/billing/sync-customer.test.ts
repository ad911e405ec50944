import { randomUUID } from 'node:crypto';
import { addPoints } from '@rockpool/db/ledger/points';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dispute, closeDispute, keepCard, refund } from '../../../../e2e/emulators/stripe/payments.ts';
import {
  changeSubscription,
  retryOverdue,
  subscribe,
} from '../../../../e2e/emulators/stripe/subscriptions.ts';
import { billingJobs } from './billing-jobs.ts';
import { buyPlan, buyPoints } from './start-checkout.ts';
import { syncCustomer } from './sync-customer.ts';
import { createBillingBench, DAY_MS, type BillingBench } from './testing.ts';

let bench: BillingBench;
beforeAll(async () => {
  bench = await createBillingBench();
});
afterAll(() => bench.close());

async function boughtPack(lookupKey = 'points_100') {
  const userId = await bench.newUser();
  const session = bench.stripe.pay(await bench.openPack(userId, lookupKey));
  const customer = await bench.customerOf(userId);
  const charge = bench.stripe.state
    .all('charge')
    .find((each) => each.payment_intent === session.payment_intent)!;
  const sync = () => syncCustomer(bench.deps, customer);
  const purchase = () => bench.db.purchase.findFirstOrThrow({ where: { userId } });
  return { userId, customer, charge, sync, purchase };
}

test('a paid pack is entered once, however often and by however many portals it is synced', async () => {
  const { userId, sync, purchase } = await boughtPack();
  await Promise.all([sync(), sync(), sync()]);
  await sync();
  expect(await bench.balanceOf(userId)).toBe(100);
  expect(await bench.db.pointEntry.count({ where: { userId } })).toBe(1);
  expect(await purchase()).toMatchObject({ state: 'paid', amount: 1_000, currency: 'cny' });
});

test('an order that nobody paid gives nothing, and ends with its session', async () => {
  const userId = await bench.newUser();
  const session = await bench.openPack(userId);
  const customer = await bench.customerOf(userId);
  const purchase = () => bench.db.purchase.findFirstOrThrow({ where: { userId } });
  await syncCustomer(bench.deps, customer);
  expect(await purchase()).toMatchObject({ state: 'open', stripeSessionId: session });
  bench.stripe.advance(2 * DAY_MS);
  await syncCustomer(bench.deps, customer);
  expect(await purchase()).toMatchObject({ state: 'expired', paidAt: null });
  expect(await bench.balanceOf(userId)).toBe(0);
});

test('a refund takes its share, and with the rest of the money all points are gone', async () => {
  const { userId, charge, sync, purchase } = await boughtPack();
  await sync();
  refund(bench.stripe.platform, charge, { amount: 333 });
  await sync();
  expect(await bench.balanceOf(userId)).toBe(67);
  expect(await purchase()).toMatchObject({ state: 'partly_refunded', refundedAmount: 333 });
  refund(bench.stripe.platform, charge, {});
  await sync();
  await sync();
  expect(await bench.balanceOf(userId)).toBe(0);
  expect(await purchase()).toMatchObject({ state: 'refunded', refundedAmount: 1_000 });
});

test('of points that were spent a refund takes what is left, and does not come back for the rest', async () => {
  const { userId, charge, sync } = await boughtPack();
  await sync();
  await addPoints(bench.db, { userId, points: -70, reason: 'operator', key: `spent:${userId}` });
  refund(bench.stripe.platform, charge, {});
  await sync();
  expect(await bench.balanceOf(userId)).toBe(0);
  await addPoints(bench.db, { userId, points: 50, reason: 'operator', key: `given:${userId}` });
  await sync();
  expect(await bench.balanceOf(userId)).toBe(50);
});

test('a dispute holds the points; won, it gives back exactly those', async () => {
  const { userId, charge, sync, purchase } = await boughtPack();
  const { id } = dispute(bench.stripe.platform, charge);
  await sync();
  expect(await bench.balanceOf(userId)).toBe(0);
  expect(await purchase()).toMatchObject({ state: 'disputed' });
  closeDispute(bench.stripe.platform, id, 'won');
  await sync();
  await sync();
  expect(await bench.balanceOf(userId)).toBe(100);
  expect(await purchase()).toMatchObject({ state: 'paid' });
});

test('a subscription follows upgrade, overdue payment, cancellation and end', async () => {
  const userId = await bench.newUser();
  const id = await bench.subscribe(userId, 'plan_lite_month', 'failsLater');
  const customer = await bench.customerOf(userId);
  const synced = async () => {
    await syncCustomer(bench.deps, customer);
    return bench.db.subscription.findUniqueOrThrow({ where: { id } });
  };
  expect(await synced()).toMatchObject({
    tier: 'lite',
    interval: 'month',
    state: 'active',
    pastDueSince: null,
  });
  bench.stripe.advance(32 * DAY_MS);
  const overdue = await synced();
  expect(overdue.state).toBe('past_due');
  expect(overdue.pastDueSince).not.toBeNull();
  bench.stripe.advance(9 * DAY_MS);
  expect(await synced()).toMatchObject({ state: 'canceled', pastDueSince: null });
});

test('a customer made just before a crash is found by the note it carries', async () => {
  const { userId, customer, sync } = await boughtPack();
  await bench.db.user.update({ where: { id: userId }, data: { stripeCustomerId: null } });
  expect(await sync()).toBe('synced');
  expect(await bench.customerOf(userId)).toBe(customer);
  expect(await bench.balanceOf(userId)).toBe(100);
});

test('a customer of nobody changes nothing', async () => {
  expect(await syncCustomer(bench.deps, 'cus_none')).toBe('unknown');
});

test('a session that names another user’s purchase pays nobody', async () => {
  const { purchase } = await boughtPack();
  const victim = await purchase();
  const thief = await bench.newUser();
  const session = bench.stripe.state.get('checkout.session', await bench.openPack(thief))!;
  session.metadata['purchase'] = victim.id;
  bench.stripe.pay(session.id);
  await syncCustomer(bench.deps, await bench.customerOf(thief));
  expect(await bench.balanceOf(thief)).toBe(0);
  expect(await bench.balanceOf(victim.userId)).toBe(0);
});

test('a double click pays one order; with another’s order or pack it is over', async () => {
  const userId = await bench.newUser();
  const request = { userId, lookupKey: 'points_100', key: randomUUID(), locale: 'zh' as const };
  const [first, second] = await Promise.all([buyPoints(bench.deps, request), buyPoints(bench.deps, request)]);
  expect(first).toEqual(second);
  expect(first.kind).toBe('go');
  const over = { kind: 'refused', reason: 'order_over' };
  expect(await buyPoints(bench.deps, { ...request, userId: await bench.newUser() })).toEqual(over);
  expect(await buyPoints(bench.deps, { ...request, lookupKey: 'points_500' })).toEqual(over);
});

test('who has a plan buys no second one, and of two open pages for a plan the older one ends', async () => {
  const userId = await bench.newUser();
  const request = { userId, lookupKey: 'plan_pro_month', locale: 'zh' as const };
  const first = await buyPlan(bench.deps, { ...request, key: 'a' });
  const again = await buyPlan(bench.deps, { ...request, key: 'a' });
  expect(again).toEqual(first);
  const second = await buyPlan(bench.deps, { ...request, key: 'b' });
  const idOf = (checkout: typeof first) => (checkout.kind === 'go' ? checkout.url.split('/').at(-1)! : '');
  expect(() => bench.stripe.pay(idOf(first))).toThrow('expired');
  bench.stripe.pay(idOf(second));
  expect(await buyPlan(bench.deps, { ...request, key: 'c' })).toEqual({
    kind: 'refused',
    reason: 'has_plan',
  });
});

test('what is not sold cannot be bought, and a customer that is gone at Stripe is made anew', async () => {
  const userId = await bench.newUser();
  const request = { userId, key: randomUUID(), locale: 'en' as const };
  expect(await buyPoints(bench.deps, { ...request, lookupKey: 'points_7' })).toEqual({
    kind: 'refused',
    reason: 'not_offered',
  });
  await bench.db.user.update({ where: { id: userId }, data: { stripeCustomerId: `cus_gone_${userId}` } });
  const bought = await buyPoints(bench.deps, { ...request, lookupKey: 'points_100' });
  expect(bought.kind).toBe('go');
});

test('a refund that is asked for again after the provider forgot the request’s key gives back nothing more', async () => {
  const { charge } = await boughtPack();
  const request = { paymentIntentId: charge.payment_intent!, amount: 300, key: randomUUID() };
  const first = await bench.deps.provider.refund(request);
  expect(first.kind).toBe('refunded');
  // which it does after a day
  bench.stripe.state.remembered.clear();
  expect(await bench.deps.provider.refund(request)).toEqual(first);
  expect(charge.amount_refunded).toBe(300);
  expect((await bench.deps.provider.refund({ ...request, key: randomUUID() })).kind).toBe('refunded');
  expect(charge.amount_refunded).toBe(600);
});

const paymentsOf = async (userId: string) => {
  await syncCustomer(bench.deps, await bench.customerOf(userId));
  return bench.db.planPayment.findMany({ where: { userId }, orderBy: { paidAt: 'asc' } });
};

test('each paid period of a plan is one payment, and a charge that failed is none', async () => {
  const userId = await bench.newUser();
  const id = await bench.subscribe(userId, 'plan_lite_month', 'failsLater');
  const [first] = await paymentsOf(userId);
  expect(first).toMatchObject({
    subscriptionId: id,
    reason: 'subscription_create',
    amount: 4_000,
    currency: 'cny',
    state: 'paid',
  });
  const { currentPeriodEnd } = await bench.db.subscription.findUniqueOrThrow({ where: { id } });
  expect(first!.periodEnd).toEqual(currentPeriodEnd);
  bench.stripe.advance(32 * DAY_MS);
  expect(await paymentsOf(userId)).toHaveLength(1);
  keepCard(bench.stripe.platform, await bench.customerOf(userId), 'works');
  retryOverdue(bench.stripe.platform, await bench.customerOf(userId));
  const paid = await paymentsOf(userId);
  expect(paid.map(({ reason, amount }) => [reason, amount])).toEqual([
    ['subscription_create', 4_000],
    ['subscription_cycle', 4_000],
  ]);
});

test('an upgrade pays the difference, and money that went back or is disputed is told of its payment', async () => {
  const userId = await bench.newUser();
  const subscription = bench.stripe.state.get('subscription', await bench.subscribe(userId))!;
  const price = bench.stripe.state.all('price').find((each) => each.lookup_key === 'plan_max_month')!;
  changeSubscription(bench.stripe.platform, subscription, { price, proration: 'always_invoice' });
  const upgraded = await paymentsOf(userId);
  expect(upgraded.map(({ reason }) => reason).sort()).toEqual(['subscription_create', 'subscription_update']);
  expect(upgraded.reduce((sum, { amount }) => sum + amount, 0)).toBe(40_000);
  const [first, second] = bench.stripe.state
    .all('charge')
    .filter(({ customer }) => customer === subscription.customer);
  refund(bench.stripe.platform, first!, { amount: 5_000 });
  dispute(bench.stripe.platform, second!);
  const states = async () =>
    (await paymentsOf(userId))
      .map(({ reason, state, refundedAmount }) => `${reason} ${state} ${refundedAmount}`)
      .sort();
  expect(await states()).toEqual([
    'subscription_create partly_refunded 5000',
    'subscription_update disputed 0',
  ]);
});

test('an invoice of a pack, and one of a subscription that is no plan here, are no payments of plans', async () => {
  const userId = await bench.newUser();
  const session = bench.stripe.state.get('checkout.session', await bench.openPack(userId))!;
  session.invoice_creation.enabled = true;
  bench.stripe.pay(session.id);
  const customer = await bench.customerOf(userId);
  const [plan] = bench.stripe.state.all('price');
  const other = { ...plan!, id: 'price_other', lookup_key: 'storage_month' };
  subscribe(bench.stripe.platform, { customer, price: other, metadata: {} });
  expect(bench.stripe.state.all('invoice').filter((each) => each.customer === customer)).toHaveLength(2);
  expect(await paymentsOf(userId)).toEqual([]);
  expect(await bench.netOf(userId)).toEqual({ plans: 0, points: 1_000 });
});

test('after the first start with it every known customer is asked about once, and no other', async () => {
  const userId = await bench.newUser();
  await bench.subscribe(userId);
  const customer = await bench.customerOf(userId);
  await bench.db.user.updateMany({ data: { stripeSyncedAt: new Date(0) } });
  await bench.db.user.update({ where: { id: userId }, data: { stripeSyncedAt: null } });
  const waiting = async () => {
    const rows = await bench.db.$queryRaw<{ id: string }[]>`
      select p.payload ->> 'customerId' as id from graphile_worker._private_jobs p
      join graphile_worker.jobs j on j.id = p.id where j.task_identifier = 'stripe-sync'`;
    return rows.map(({ id }) => id);
  };
  await bench.db
    .$executeRaw`select graphile_worker.remove_job(key) from graphile_worker.jobs where key is not null`;
  const { atStart } = billingJobs(bench.deps);
  await atStart!();
  await atStart!();
  expect(await waiting()).toEqual([customer]);
  await syncCustomer(bench.deps, customer);
  await bench.db
    .$executeRaw`select graphile_worker.remove_job(key) from graphile_worker.jobs where key is not null`;
  await atStart!();
  expect(await waiting()).toEqual([]);
  expect(await paymentsOf(userId)).toHaveLength(1);
});

test('the page of an invoice is asked for anew', async () => {
  const userId = await bench.newUser();
  await bench.subscribe(userId);
  const [payment] = await paymentsOf(userId);
  expect(await bench.deps.provider.invoiceUrl(payment!.id)).toContain(`/receipts/${payment!.id}`);
  expect(await bench.deps.provider.invoiceUrl('in_none')).toBeNull();
});
