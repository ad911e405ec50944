/** Money of a plan given back by an operator: once for each wish, whatever dies in between, and the plan stays. */
import { randomUUID } from 'node:crypto';
import type { Actor } from '@rockpool/db/audit/write';
import { refundPlanPayment, type InvoiceRefundPort } from '@rockpool/db/operations/payments';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { creditNote } from '../../../../e2e/emulators/stripe/invoices.ts';
import { dispute } from '../../../../e2e/emulators/stripe/payments.ts';
import { billingSteps } from './billing-jobs.ts';
import { syncCustomer } from './sync-customer.ts';
import { createBillingBench, type BillingBench } from './testing.ts';

let bench: BillingBench;
beforeAll(async () => {
  bench = await createBillingBench();
});
afterAll(() => bench.close());

const operator: Actor = { kind: 'staff', id: 's', name: 'ops@example.com', role: 'operator', address: '::1' };
const port: InvoiceRefundPort = (request) => bench.deps.provider.refundInvoice(request);
const killedBefore: InvoiceRefundPort = () => Promise.reject(new Error('killed'));
const killedAfter: InvoiceRefundPort = async (request) => {
  await port(request);
  throw new Error('killed');
};

/** A plan of 200 yuan, bought and written down. */
async function paidPlan() {
  const userId = await bench.newUser();
  const subscription = await bench.subscribe(userId);
  const customer = await bench.customerOf(userId);
  const sync = () => syncCustomer(bench.deps, customer);
  await sync();
  const { id } = await bench.db.planPayment.findFirstOrThrow({ where: { userId } });
  const charge = bench.stripe.state.all('charge').find((each) => each.customer === customer)!;
  const giveBack = (amount: number | null, key: string, by = port, actor = operator) =>
    refundPlanPayment(bench.db, by, actor, { planPaymentId: id, amount, key, reason: 'outage' });
  const row = () => bench.db.planPayment.findUniqueOrThrow({ where: { id } });
  const wishes = () => bench.db.auditEntry.count({ where: { subjectKind: 'plan_payment', subjectId: id } });
  return { userId, customer, subscription, invoiceId: id, charge, sync, giveBack, row, wishes };
}

test('a part, then the rest: the payment says so, the subscription and its period stay', async () => {
  const { subscription, charge, sync, giveBack, row, wishes } = await paidPlan();
  const before = await bench.db.subscription.findUniqueOrThrow({ where: { id: subscription } });
  expect(await giveBack(5_000, 'first')).toMatchObject({ kind: 'refunded' });
  await sync();
  expect(await row()).toMatchObject({ state: 'partly_refunded', refundedAmount: 5_000 });
  expect(await giveBack(15_001, 'too much')).toEqual({ kind: 'too_much', left: 15_000, currency: 'cny' });
  expect(await giveBack(null, 'rest')).toMatchObject({ kind: 'refunded' });
  await sync();
  expect(await row()).toMatchObject({ state: 'refunded', refundedAmount: 20_000 });
  expect(await giveBack(null, 'more')).toEqual({ kind: 'not_refundable', state: 'refunded' });
  expect([charge.amount_refunded, await wishes()]).toEqual([20_000, 2]);
  const after = await bench.db.subscription.findUniqueOrThrow({ where: { id: subscription } });
  expect({ ...after, syncedAt: null }).toEqual({ ...before, syncedAt: null });
});

test('a double click gives back once, also a day later when the provider forgot the key', async () => {
  const { charge, giveBack, wishes } = await paidPlan();
  const [first, second] = await Promise.all([giveBack(700, 'k'), giveBack(700, 'k')]);
  expect(first).toMatchObject({ kind: 'refunded' });
  expect(second).toEqual(first);
  bench.stripe.state.remembered.clear();
  // whatever a replay says, the wish in the log holds
  expect(await giveBack(900, 'k')).toEqual(first);
  expect([charge.amount_refunded, await wishes()]).toEqual([700, 1]);
});

test('two that come at once are one wish, with the amount of the first', async () => {
  const { charge, giveBack, invoiceId, wishes } = await paidPlan();
  const { pool } = bench.db;
  const waiting = async () =>
    (
      await pool.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
    ).rowCount;
  const holding = await pool.connect();
  try {
    await holding.query('begin');
    await holding.query('select from plan_payments where id = $1 for update', [invoiceId]);
    const first = giveBack(700, 'k');
    await expect.poll(waiting).toBe(1);
    const second = giveBack(900, 'k');
    await expect.poll(waiting).toBe(2);
    await holding.query('commit');
    expect(await first).toMatchObject({ kind: 'refunded' });
    expect(await second).toEqual(await first);
  } finally {
    holding.release();
  }
  expect([charge.amount_refunded, await wishes()]).toEqual([700, 1]);
});

test.each([
  ['before the provider was asked', killedBefore, 0],
  ['before its answer was heard', killedAfter, 20_000],
])('killed %s: the same request finishes it, with one wish and one refund', async (_, killed, away) => {
  const { customer, charge, sync, giveBack, row, wishes } = await paidPlan();
  await expect(giveBack(null, 'k', killed)).rejects.toThrow('killed');
  expect([charge.amount_refunded, await wishes()]).toEqual([away, 1]);
  // nobody asks again and the event is lost: the hourly look finds what went back
  const { work } = billingSteps.find(({ name }) => name === 'stripe-unsettled')!;
  await bench.db.$executeRaw`select graphile_worker.remove_job(${`stripe-sync:${customer}`})`;
  await work(bench.db);
  const waiting = await bench.db.$queryRaw<unknown[]>`
    select 1 from graphile_worker.jobs where key = ${`stripe-sync:${customer}`}`;
  expect(waiting).toHaveLength(1);
  await sync();
  expect((await row()).refundedAmount).toBe(away);
  // with nothing left by now, the wish is still known
  expect(await giveBack(null, 'k')).toMatchObject({ kind: 'refunded' });
  await sync();
  expect([charge.amount_refunded, (await row()).state, await wishes()]).toEqual([20_000, 'refunded', 1]);
});

test('two operators who give back more than was paid: the second is told by the provider', async () => {
  const { charge, giveBack } = await paidPlan();
  const answers = await Promise.all([giveBack(12_000, 'a'), giveBack(12_000, 'b')]);
  expect(answers.map(({ kind }) => kind).sort()).toEqual(['provider_refused', 'refunded']);
  expect(charge.amount_refunded).toBe(12_000);
});

test('what a credit note gave back outside is no money to give back again', async () => {
  const { invoiceId, sync, giveBack } = await paidPlan();
  creditNote(bench.stripe.platform, bench.stripe.state.get('invoice', invoiceId)!, { outOfBand: 19_000 });
  await sync();
  expect(await giveBack(2_000, 'k')).toMatchObject({ kind: 'too_much', left: 1_000 });
});

test('nobody is asked for a disputed payment, by an auditor, or for an invoice that is none', async () => {
  const { charge, sync, giveBack, wishes } = await paidPlan();
  const never: InvoiceRefundPort = () => Promise.reject(new Error('asked'));
  const auditor: Actor = { ...operator, role: 'auditor' };
  expect(await giveBack(null, 'k', never, auditor)).toMatchObject({ kind: 'forbidden' });
  dispute(bench.stripe.platform, charge);
  await sync();
  expect(await giveBack(null, 'k', never)).toEqual({ kind: 'not_refundable', state: 'disputed' });
  for (const planPaymentId of ['in_none', '', "' or true --", randomUUID()])
    expect(
      await refundPlanPayment(bench.db, never, operator, {
        ...{ planPaymentId, amount: null, key: 'k', reason: 'x' },
      }),
    ).toEqual({ kind: 'not_found' });
  expect(await wishes()).toBe(0);
});

test('an invoice that several payments paid is left alone', async () => {
  const { invoiceId, charge, giveBack } = await paidPlan();
  const invoice = bench.stripe.state.get('invoice', invoiceId)!;
  invoice.payments.data.push({ ...invoice.payments.data[0]!, id: 'inpay_second' });
  expect(await giveBack(null, 'k')).toEqual({ kind: 'not_one_payment' });
  expect(charge.amount_refunded).toBe(0);
});
