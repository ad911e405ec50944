/** What is being paid when an account is deleted: nobody pays for an account that is gone. */
import { randomUUID } from 'node:crypto';
import { deleteAccount } from '@rockpool/db/operations/account';
import { parseKeyRing } from '@rockpool/db/secrets';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endPayments } from './end-payments.ts';
import { buyPlan, buyPoints } from './start-checkout.ts';
import { createBillingBench, type BillingBench } from './testing.ts';

let bench: BillingBench;
beforeAll(async () => (bench = await createBillingBench()));
afterAll(() => bench.close());

const ring = parseKeyRing(`k:${Buffer.alloc(32, 7).toString('base64')}`);
const remove = async (userId: string) => {
  await endPayments(bench.deps, userId);
  const { phone } = await bench.db.user.findUniqueOrThrow({ where: { id: userId } });
  return deleteAccount(bench.db, ring, { userId, address: '', typedPhone: phone });
};
const order = (userId: string, lookupKey: string) => ({
  ...{ userId, lookupKey, key: randomUUID(), locale: 'zh' as const },
});

test('payment pages that were left open cannot be paid once the account is deleted', async () => {
  const userId = await bench.newUser();
  const pack = await bench.openPack(userId);
  const plan = await buyPlan(bench.deps, order(userId, 'plan_pro_month'));
  if (plan.kind === 'refused') throw new Error(plan.reason);
  expect(await remove(userId)).toEqual({ kind: 'deleted', again: false });
  for (const session of [pack, plan.url.split('/').at(-1)!])
    expect(() => bench.stripe.pay(session)).toThrow('expired');
});

test('a plan that was paid a moment ago, and not heard of yet, keeps the account', async () => {
  const userId = await bench.newUser();
  await bench.subscribe(userId);
  expect(await bench.db.subscription.count({ where: { userId } })).toBe(0);
  expect(await remove(userId)).toEqual({ kind: 'subscription_active' });
});

test('no payment page opens for an account that is deleted, and the provider hears of no such customer', async () => {
  const [bought, never] = [await bench.newUser(), await bench.newUser()];
  await bench.openPack(bought);
  for (const userId of [bought, never]) {
    expect(await remove(userId)).toMatchObject({ kind: 'deleted' });
    for (const opening of [
      buyPlan(bench.deps, order(userId, 'plan_pro_month')),
      buyPoints(bench.deps, order(userId, 'points_100')),
    ])
      expect(await opening).toEqual({ kind: 'refused', reason: 'unavailable' });
  }
  const customers = bench.stripe.state.all('customer');
  expect(customers.filter(({ phone }) => phone?.startsWith('deleted'))).toEqual([]);
  expect(bench.stripe.state.all('checkout.session').filter(({ status }) => status === 'open')).toEqual([]);
});

test('a customer that the provider does not know any more keeps nobody', async () => {
  const userId = await bench.newUser();
  await bench.db.user.update({ where: { id: userId }, data: { stripeCustomerId: 'cus_gone' } });
  expect(await remove(userId)).toMatchObject({ kind: 'deleted' });
});
