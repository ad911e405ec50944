import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgePlanPayments } from './judge-plan-payments.ts';
import type { GiveBackState, PlanPaymentState } from './provider.ts';

const invoice = (id: string, amount: number, paidBy: string, day = 1): PlanPaymentState => ({
  id,
  subscriptionId: 'sub_1',
  number: id,
  reason: 'subscription_cycle',
  amount,
  currency: 'cny',
  periodStart: null,
  periodEnd: null,
  paidAt: new Date(day * 86_400_000),
  payments: [{ paymentIntentId: paidBy, amount }],
  givenBackElsewhere: 0,
});
const refund = (paymentIntentId: string, amount: number, stands = true): GiveBackState => ({
  id: `re_${paymentIntentId}_${amount}`,
  kind: 'refund',
  paymentIntentId,
  amount,
  stands,
  createdAt: new Date(0),
});
const seen = (payments: PlanPaymentState[], giveBacks: GiveBackState[]) =>
  judgePlanPayments(payments, giveBacks).map(({ state, refundedAmount }) => `${state} ${refundedAmount}`);

test.each([
  ['nothing went back', [], ['paid 0']],
  ['a part', [refund('pi', 30)], ['partly_refunded 30']],
  ['all, in parts', [refund('pi', 30), refund('pi', 70)], ['refunded 100']],
  ['a refund that failed', [refund('pi', 30, false)], ['paid 0']],
  ['a refund of something else', [refund('pi_other', 30)], ['paid 0']],
  ['more than was paid', [refund('pi', 130)], ['refunded 100']],
])('%s', (_what, giveBacks, expected) => {
  expect(seen([invoice('in', 100, 'pi')], giveBacks)).toEqual(expected);
});

test('one payment of several invoices gives back once, to the earliest first, in whatever order they come', () => {
  const payments = [invoice('b', 50, 'pi', 2), invoice('a', 50, 'pi', 1)];
  expect(seen(payments, [refund('pi', 70)])).toEqual(['refunded 50', 'partly_refunded 20']);
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 500 }), { maxLength: 5 }),
      (amounts, backs) => {
        const paid = amounts.reduce((sum, each) => sum + each, 0);
        const back = backs.reduce((sum, each) => sum + each, 0);
        const judged = judgePlanPayments(
          amounts.map((amount, index) => invoice(`in_${index}`, amount, 'pi', index)),
          backs.map((amount) => refund('pi', amount)),
        );
        const told = judged.reduce((sum, { refundedAmount }) => sum + refundedAmount, 0);
        expect(told).toBe(Math.min(paid, back));
      },
    ),
  );
});

test('what a credit note gave back by another way counts too', () => {
  expect(seen([{ ...invoice('in', 100, 'pi'), givenBackElsewhere: 40 }], [refund('pi', 30)])).toEqual([
    'partly_refunded 70',
  ]);
});
