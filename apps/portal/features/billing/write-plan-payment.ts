import type { Connection } from '@rockpool/db/ledger/connection';
import type { JudgedPayment } from './judge-plan-payments.ts';

/** Of a subscription that is no plan of the user's here, it leaves no row. */
export async function writePlanPayment(
  connection: Connection,
  userId: string,
  payment: JudgedPayment,
): Promise<void> {
  const { id, subscriptionId, number, reason, amount, refundedAmount, currency, state } = payment;
  const { periodStart, periodEnd, paidAt } = payment;
  await connection.query(
    `insert into plan_payments as p
       (id, user_id, subscription_id, number, reason, amount, refunded_amount, currency, state, period_start, period_end, paid_at)
     select $1, s.user_id, s.id, $4, $5, $6, $7, $8, $9, $10, $11, $12 from subscriptions s where s.id = $3 and s.user_id = $2
     on conflict (id) do update set
       number = excluded.number, reason = excluded.reason, amount = excluded.amount, refunded_amount = excluded.refunded_amount,
       currency = excluded.currency, state = excluded.state, period_start = excluded.period_start,
       period_end = excluded.period_end, paid_at = excluded.paid_at
     where p.user_id = excluded.user_id and
       (p.amount, p.refunded_amount, p.currency, p.state, p.number, p.reason, p.paid_at) is distinct from
       (excluded.amount, excluded.refunded_amount, excluded.currency, excluded.state, excluded.number, excluded.reason,
         excluded.paid_at)`,
    [
      id,
      userId,
      subscriptionId,
      number,
      reason,
      amount,
      refundedAmount,
      currency,
      state,
      periodStart,
      periodEnd,
      paidAt,
    ],
  );
}
