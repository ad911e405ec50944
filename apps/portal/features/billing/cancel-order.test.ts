/** Turning away from a payment page ends it, and never loses what was paid. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelOrder } from './cancel-order.ts';
import { syncCustomer } from './sync-customer.ts';
import { createBillingBench, type BillingBench } from './testing.ts';

let bench: BillingBench;
beforeAll(async () => (bench = await createBillingBench()));
afterAll(() => bench.close());

async function ordered() {
  const userId = await bench.newUser();
  const session = await bench.openPack(userId);
  const read = () => bench.db.purchase.findUniqueOrThrow({ where: { stripeSessionId: session } });
  const { id: purchaseId } = await read();
  const stateOf = async () => (await read()).state;
  return { userId, session, purchaseId, stateOf };
}

test('who turns away leaves no open order, the page cannot be paid any more, and another one can', async () => {
  const { userId, session, purchaseId, stateOf } = await ordered();
  const other = await bench.openPack(userId);
  expect(await cancelOrder(bench.deps, { userId, purchaseId })).toEqual({ kind: 'cancelled' });
  expect(await stateOf()).toBe('expired');
  expect(() => bench.stripe.pay(session)).toThrow('expired');
  bench.stripe.pay(other);
  await syncCustomer(bench.deps, await bench.customerOf(userId));
  expect(await cancelOrder(bench.deps, { userId, purchaseId })).toEqual({ kind: 'cancelled' });
  expect(await stateOf()).toBe('expired');
  expect(await bench.balanceOf(userId)).toBe(100);
});

test('what was paid before somebody turned away is said and entered', async () => {
  const { userId, session, purchaseId, stateOf } = await ordered();
  bench.stripe.pay(session);
  const cancel = () => cancelOrder(bench.deps, { userId, purchaseId });
  expect(await cancel()).toEqual({ kind: 'paid', what: 'points' });
  await syncCustomer(bench.deps, await bench.customerOf(userId));
  expect(await cancel()).toEqual({ kind: 'entered', what: 'points', points: 100 });
  expect(await stateOf()).toBe('paid');
  expect(await bench.balanceOf(userId)).toBe(100);
});

test('nobody ends the order of another user, and while the provider does not answer none is called over', async () => {
  const { userId, session, purchaseId, stateOf } = await ordered();
  const stranger = await bench.newUser();
  expect(await cancelOrder(bench.deps, { userId: stranger, purchaseId })).toEqual({ kind: 'not_found' });
  const away = { ...bench.deps.provider, expireCheckout: () => Promise.reject(new Error('away')) };
  expect(await cancelOrder({ ...bench.deps, provider: away }, { userId, purchaseId })).toEqual({
    kind: 'unavailable',
  });
  expect(await stateOf()).toBe('open');
  bench.stripe.pay(session);
  await syncCustomer(bench.deps, await bench.customerOf(userId));
  expect(await bench.balanceOf(userId)).toBe(100);
});
