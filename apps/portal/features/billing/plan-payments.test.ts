/** What was paid for plans, as the sync of a customer writes it down. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dispute, keepCard, refund } from '../../../../e2e/emulators/stripe/payments.ts';
import {
  changeSubscription,
  retryOverdue,
  subscribe,
} from '../../../../e2e/emulators/stripe/subscriptions.ts';
import { billingJobs } from './billing-jobs.ts';
import { syncCustomer } from './sync-customer.ts';
import { createBillingBench, DAY_MS, type BillingBench } from './testing.ts';

let bench: BillingBench;
beforeAll(async () => {
  bench = await createBillingBench();
});
afterAll(() => bench.close());

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
