import { randomUUID } from 'node:crypto';
import { addPoints } from '@rockpool/db/ledger/points';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dispute, closeDispute, refund } from '../../../../e2e/emulators/stripe/payments.ts';
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
