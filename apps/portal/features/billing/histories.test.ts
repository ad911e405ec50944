/** Whatever happens to payments and to what is told of them, the rows end as a naive model says. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Actor } from '@rockpool/db/audit/write';
import { refundPlanPayment, type InvoiceRefundPort } from '@rockpool/db/operations/payments';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { creditNote } from '../../../../e2e/emulators/stripe/invoices.ts';
import { refund } from '../../../../e2e/emulators/stripe/payments.ts';
import { changeSubscription } from '../../../../e2e/emulators/stripe/subscriptions.ts';
import type { WebhookFault } from '../../../../e2e/emulators/stripe/webhooks.ts';
import { receiveEvent } from './receive-event.ts';
import { syncCustomer } from './sync-customer.ts';
import { createBillingBench, DAY_MS, webhookSecret, type BillingBench } from './testing.ts';

let bench: BillingBench;
/** how many of the next answers to webhooks are lost after the work was done */
let answersLost = 0;
const server = createServer((request, response) => {
  void text(request).then(async (body) => {
    const signature = String(request.headers['stripe-signature']);
    const received = await receiveEvent(bench.deps, { body, signature });
    response.writeHead(received === 'refused' ? 400 : answersLost-- > 0 ? 500 : 200).end();
  });
});
beforeAll(async () => {
  bench = await createBillingBench();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as { port: number };
  bench.stripe.listen(`http://127.0.0.1:${port}/`, webhookSecret);
});
afterAll(async () => {
  await bench.close();
  server.close();
});

/** Takes the waiting jobs, as any number of workers would; `crash` of them die before they commit. */
async function work(crash: boolean): Promise<void> {
  const taken = await bench.db.$queryRaw<{ id: string }[]>`
    select p.payload ->> 'customerId' as id from graphile_worker._private_jobs p
    join graphile_worker.jobs j on j.id = p.id where j.task_identifier = 'stripe-sync'`;
  for (const { id } of taken) {
    if (crash) {
      const provider = { ...bench.deps.provider, readCustomer: () => Promise.reject(new Error('killed')) };
      await syncCustomer({ ...bench.deps, provider }, id).catch(() => {});
    }
    await Promise.all([syncCustomer(bench.deps, id), syncCustomer(bench.deps, id)]);
    await bench.db.$executeRaw`select graphile_worker.remove_job(${`stripe-sync:${id}`})`;
  }
}

const faults: WebhookFault['kind'][] = ['duplicate', 'reorder', 'drop', 'never', 'delay'];
const step = fc.oneof(
  fc.record({ kind: fc.constant('buy' as const), pack: fc.constantFrom(100, 500) }),
  fc.record({ kind: fc.constant('look' as const) }),
  fc.record({ kind: fc.constant('refund' as const), percent: fc.integer({ min: 1, max: 100 }) }),
  fc.record({ kind: fc.constant('fault' as const), fault: fc.constantFrom(...faults) }),
  fc.record({ kind: fc.constant('lose' as const) }),
  fc.record({ kind: fc.constant('work' as const), crash: fc.boolean() }),
  fc.record({ kind: fc.constant('month' as const) }),
);

test('points and plans converge exactly once under webhooks that are late, lost, doubled and out of order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const userId = await bench.newUser();
      const subscriptionId = await bench.subscribe(userId, 'plan_lite_month');
      const customer = await bench.customerOf(userId);
      let model = 0;
      for (const each of steps) {
        const charges = bench.stripe.state
          .all('charge')
          .filter((charge) => charge.customer === customer && 'purchase' in charge.metadata);
        if (each.kind === 'buy') {
          bench.stripe.pay(await bench.openPack(userId, `points_${each.pack}`));
          model += each.pack;
        } else if (each.kind === 'look') await bench.openPack(userId);
        else if (each.kind === 'refund') {
          const charge = charges.find(({ refunded }) => !refunded);
          if (!charge) continue;
          const points = bench.stripe.state
            .all('price')
            .find(({ unit_amount, recurring }) => !recurring && unit_amount === charge.amount)!.metadata[
            'points'
          ];
          const share = () => Math.floor((Number(points) * charge.amount_refunded) / charge.amount);
          const before = share();
          const left = charge.amount - charge.amount_refunded;
          refund(bench.stripe.platform, charge, {
            amount: Math.max(1, Math.floor((left * each.percent) / 100)),
          });
          model -= share() - before;
        } else if (each.kind === 'fault') bench.stripe.webhooks.addFault({ kind: each.fault, ms: 5 });
        else if (each.kind === 'lose') answersLost = 1;
        else if (each.kind === 'work') await work(each.crash);
        else bench.stripe.advance(31 * DAY_MS);
      }
      bench.stripe.webhooks.clearFaults();
      await bench.stripe.webhooks.settled();
      await work(false);
      // what was never told is found by the hourly look
      await syncCustomer(bench.deps, customer);
      expect(await bench.balanceOf(userId)).toBe(model);
      const bought = steps.filter(({ kind }) => kind === 'buy').length;
      expect(await bench.db.pointEntry.count({ where: { userId, reason: 'purchase' } })).toBe(bought);
      const told = bench.stripe.state.get('subscription', subscriptionId)!;
      expect(await bench.db.subscription.findUniqueOrThrow({ where: { id: subscriptionId } })).toMatchObject({
        state: told.status,
        currentPeriodEnd: new Date(told.items.data[0]!.current_period_end * 1_000),
      });
    }),
    { numRuns: 12 },
  );
}, 60_000);

const planStep = fc.oneof(
  fc.record({ kind: fc.constant('month' as const) }),
  fc.record({
    kind: fc.constant('change' as const),
    to: fc.constantFrom('lite_year', 'pro_month', 'max_month'),
  }),
  fc.record({ kind: fc.constant('buy' as const), withInvoice: fc.boolean() }),
  fc.record({ kind: fc.constant('refund' as const), percent: fc.integer({ min: 1, max: 100 }) }),
  fc.record({
    kind: fc.constant('operator' as const),
    percent: fc.integer({ min: 1, max: 100 }),
    killed: fc.constantFrom('never', 'before', 'after'),
  }),
  fc.record({ kind: fc.constant('credit' as const), way: fc.constantFrom('refund', 'outOfBand', 'credit') }),
  fc.record({ kind: fc.constant('fault' as const), fault: fc.constantFrom(...faults) }),
  fc.record({ kind: fc.constant('work' as const), crash: fc.boolean() }),
);

const operator: Actor = { kind: 'staff', id: 's', name: 'ops@example.com', role: 'operator', address: '::1' };
const backOf = (customer: string) =>
  bench.stripe.state
    .all('charge')
    .reduce((sum, each) => sum + (each.customer === customer ? each.amount_refunded : 0), 0);

test('what stands of payments for plans and for points is what was charged less what went back, each once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(planStep, { minLength: 1, maxLength: 10 }),
      fc.constantFrom('works' as const, 'failsLater' as const),
      async (steps, card) => {
        const { stripe } = bench;
        const userId = await bench.newUser();
        const id = await bench.subscribe(userId, 'plan_lite_month', card);
        const customer = await bench.customerOf(userId);
        const charges = () =>
          stripe.state.all('charge').filter((each) => each.customer === customer && each.paid);
        const refundable = () => charges().find(({ refunded }) => !refunded);
        const elsewhere = new Map<string, number>();
        for (const each of steps) {
          const subscription = stripe.state.get('subscription', id)!;
          if (each.kind === 'month') stripe.advance(31 * DAY_MS);
          else if (each.kind === 'change' && subscription.status !== 'canceled') {
            const price = stripe.state.all('price').find((one) => one.lookup_key === `plan_${each.to}`)!;
            changeSubscription(stripe.platform, subscription, { price, proration: 'always_invoice' });
          } else if (each.kind === 'buy') {
            const session = await bench.openPack(userId);
            stripe.state.get('checkout.session', session)!.invoice_creation.enabled = each.withInvoice;
            stripe.pay(session);
          } else if (each.kind === 'refund') {
            const charge = refundable();
            if (!charge) continue;
            const left = charge.amount - charge.amount_refunded;
            refund(stripe.platform, charge, { amount: Math.max(1, Math.floor((left * each.percent) / 100)) });
          } else if (each.kind === 'operator') {
            // by what the console shows, which may be behind
            const shown = await bench.db.planPayment.findFirst({
              where: { userId, state: { in: ['paid', 'partly_refunded'] } },
            });
            if (!shown) continue;
            const left = shown.amount - shown.refundedAmount;
            const amount = Math.max(1, Math.floor((left * each.percent) / 100));
            const before = backOf(customer);
            const wish = { planPaymentId: shown.id, amount, key: randomUUID(), reason: 'x' };
            const port: InvoiceRefundPort = async (request) => {
              if (each.killed === 'before') throw new Error('killed');
              const answer = await bench.deps.provider.refundInvoice(request);
              if (each.killed === 'after') throw new Error('killed');
              return answer;
            };
            await refundPlanPayment(bench.db, port, operator, wish).catch(() => {});
            const whole: InvoiceRefundPort = (request) => bench.deps.provider.refundInvoice(request);
            const answer = await refundPlanPayment(bench.db, whole, operator, wish);
            expect(backOf(customer) - before).toBe(answer.kind === 'refunded' ? amount : 0);
          } else if (each.kind === 'credit') {
            const invoice = stripe.state
              .all('invoice')
              .find((one) => one.customer === customer && one.parent && one.amount_paid > 0);
            const paidBy = invoice?.payments.data[0]?.payment.payment_intent;
            const charge = charges().find(({ payment_intent }) => payment_intent === paidBy);
            const noted = invoice?.post_payment_credit_notes_amount ?? 0;
            if (!invoice || !charge || charge.amount_refunded + noted + 100 > charge.amount) continue;
            creditNote(stripe.platform, invoice, { [each.way]: 100 });
            if (each.way === 'outOfBand') elsewhere.set(charge.id, (elsewhere.get(charge.id) ?? 0) + 100);
          } else if (each.kind === 'fault') stripe.webhooks.addFault({ kind: each.fault, ms: 5 });
          else if (each.kind === 'work') await work(each.crash);
        }
        stripe.webhooks.clearFaults();
        await stripe.webhooks.settled();
        await work(false);
        await syncCustomer(bench.deps, customer);
        const stands = { plans: 0, points: 0 };
        // a payment cannot give back more than it took
        for (const { id: charge, amount, amount_refunded: back, metadata } of charges())
          stands['purchase' in metadata ? 'points' : 'plans'] += Math.max(
            0,
            amount - back - (elsewhere.get(charge) ?? 0),
          );
        expect(await bench.netOf(userId)).toEqual(stands);
        const invoices = stripe.state
          .all('invoice')
          .filter((one) => one.customer === customer && one.parent && one.amount_paid > 0);
        expect(await bench.db.planPayment.count({ where: { userId } })).toBe(invoices.length);
      },
    ),
    { numRuns: 10 },
  );
}, 60_000);

test('killed at any step of a sync, nothing is half written, and the next run gives the same', async () => {
  const userId = await bench.newUser();
  const session = bench.stripe.pay(await bench.openPack(userId));
  const customer = await bench.customerOf(userId);
  const charge = bench.stripe.state
    .all('charge')
    .find((each) => each.payment_intent === session.payment_intent)!;
  refund(bench.stripe.platform, charge, { amount: 500 });
  await bench.stripe.webhooks.settled();
  const state = (await bench.deps.provider.readCustomer(customer))!;
  const rows = async () => ({
    balance: await bench.balanceOf(userId),
    purchase: (await bench.db.purchase.findFirstOrThrow({ where: { userId } })).state,
    waiting: await bench.db.stripeEvent.count({ where: { customerId: customer, processedAt: null } }),
  });
  const before = await rows();
  expect(before).toMatchObject({ balance: 0, purchase: 'open' });
  // a checkout that cannot be written kills the transaction after points and refund of the one before it were entered
  const other = (await bench.db.purchase.findFirstOrThrow({ where: { userId } })).id;
  const broken = { ...state.checkouts[0]!, id: 'cs_x', purchaseId: other, amount: Number.NaN };
  const killed = { ...state, checkouts: [...state.checkouts, broken] };
  const provider = { ...bench.deps.provider, readCustomer: () => Promise.resolve(killed) };
  await expect(syncCustomer({ ...bench.deps, provider }, customer)).rejects.toThrow();
  expect(await rows()).toEqual(before);
  await syncCustomer(bench.deps, customer);
  expect(await rows()).toEqual({ balance: 50, purchase: 'partly_refunded', waiting: 0 });
});
