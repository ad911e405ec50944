/** What became of payments of plans, after refunds and disputes. Pure. */
import type { GiveBackState, PlanPaymentState } from './provider.ts';

export type PaymentState = 'paid' | 'refunded' | 'partly_refunded' | 'disputed';

export interface JudgedPayment extends PlanPaymentState {
  /** at most `amount` */
  refundedAmount: number;
  state: PaymentState;
}

export const stateAfterRefunds = (amount: number, refunded: number) =>
  refunded === 0 ? 'paid' : refunded >= amount ? 'refunded' : 'partly_refunded';

/** A refund of one payment that paid several invoices counts once: it goes to the earliest first. */
export function judgePlanPayments(
  payments: readonly PlanPaymentState[],
  giveBacks: readonly GiveBackState[],
): JudgedPayment[] {
  const refunds = new Map<string, number>();
  const disputed = new Set<string>();
  for (const { kind, stands, paymentIntentId, amount } of giveBacks) {
    if (!stands) continue;
    if (kind === 'dispute') disputed.add(paymentIntentId);
    else refunds.set(paymentIntentId, (refunds.get(paymentIntentId) ?? 0) + amount);
  }
  return payments
    .toSorted((a, b) => a.paidAt.getTime() - b.paidAt.getTime() || (a.id < b.id ? -1 : 1))
    .map((payment) => {
      let refunded = payment.givenBackElsewhere;
      for (const { paymentIntentId, amount } of payment.payments) {
        const left = refunds.get(paymentIntentId) ?? 0;
        const taken = Math.min(left, amount);
        refunds.set(paymentIntentId, left - taken);
        refunded += taken;
      }
      const refundedAmount = Math.min(refunded, payment.amount);
      const isDisputed = payment.payments.some(({ paymentIntentId }) => disputed.has(paymentIntentId));
      const state = isDisputed ? 'disputed' : stateAfterRefunds(payment.amount, refundedAmount);
      return { ...payment, refundedAmount, state };
    });
}
