import type { Actor } from '../audit/write.ts';
import type { Db } from '../client.ts';
import { operate, type Forbidden, type Operated } from './operate.ts';

export interface RefundWish {
  /** in the currency's smallest unit, at least 1; null = all that is left */
  amount: number | null;
  /** made by whoever asks: the same key again gives back nothing more */
  key: string;
  /** for the log */
  reason: string;
}

export type RefundRefusal =
  | { kind: 'not_found' }
  /** never paid, disputed, or all of it is back already */
  | { kind: 'not_refundable'; state: string }
  | { kind: 'too_much'; left: number; currency: string };

export interface IntendedRefund {
  kind: 'intended';
  /** the provider's id of what was paid */
  paymentId: string;
  /** what the first request of this key is to give back */
  amount: number;
  customerId: string | null;
}

export interface RefundSubject {
  kind: 'purchase' | 'plan_payment';
  id: string;
}

interface Facts {
  state: string;
  amount: number;
  currency: string;
  refunded_amount: number;
  user_id: string;
  payment_id: string | null;
  customer_id: string | null;
  /** of the wish that the log has under this key */
  intended: number | null;
}

const factsOf = (kind: RefundSubject['kind'], table: string, paymentId: string) => `
  select p.state, p.amount, p.currency, p.refunded_amount, p.user_id, ${paymentId} as payment_id,
    u.stripe_customer_id as customer_id, (
      select (a.after ->> 'amount')::int from audit_entries a
      where a.subject_kind = '${kind}' and a.subject_id = p.id::text and a.action = 'payment.refund' and a.after ->> 'key' = $2
      limit 1
    ) as intended
  from ${table} p join users u on u.id = p.user_id
  where p.id = $1`;

/** `lock` first, by itself: a statement that waits for a row's lock reads other tables as they were before it waited. */
const statements: Record<RefundSubject['kind'], { lock: string; facts: string }> = {
  purchase: {
    lock: 'select from purchases where id = $1 for update',
    facts: factsOf('purchase', 'purchases', 'p.stripe_payment_intent_id'),
  },
  plan_payment: {
    lock: 'select from plan_payments where id = $1 for update',
    facts: factsOf('plan_payment', 'plan_payments', 'p.id'),
  },
};

/**
 * Writes the wish to the audit log, before the provider is asked: a crash in between leaves a trace, and the same request
 * again finds its wish, whatever is left by then.
 */
export function intendRefund(
  db: Db,
  actor: Actor,
  subject: RefundSubject,
  { amount, key, reason }: RefundWish,
): Promise<IntendedRefund | RefundRefusal | Forbidden> {
  if (amount !== null && (!Number.isInteger(amount) || amount < 1))
    throw new RangeError('amount must be a whole number of at least 1');
  return operate(
    db,
    actor,
    'payments.refund',
    async (connection): Promise<Operated<IntendedRefund | RefundRefusal>> => {
      const { lock, facts } = statements[subject.kind];
      await connection.query(lock, [subject.id]);
      const { rows } = await connection.query<Facts>(facts, [subject.id, key]);
      const [row] = rows;
      if (!row) return { result: { kind: 'not_found' }, audit: null };
      const {
        state,
        currency,
        refunded_amount: refunded,
        payment_id: paymentId,
        customer_id: customerId,
      } = row;
      const wish = (wanted: number): IntendedRefund | null =>
        paymentId === null ? null : { kind: 'intended', paymentId, amount: wanted, customerId };
      const before = row.intended === null ? null : wish(row.intended);
      if (before) return { result: before, audit: null };
      const left = row.amount - refunded;
      const intended = wish(amount ?? left);
      if (!intended || left <= 0 || (state !== 'paid' && state !== 'partly_refunded'))
        return { result: { kind: 'not_refundable', state }, audit: null };
      if (intended.amount > left) return { result: { kind: 'too_much', left, currency }, audit: null };
      return {
        result: intended,
        audit: {
          action: 'payment.refund',
          subject,
          reason,
          before: { refundedAmount: refunded },
          after: { key, amount: intended.amount, currency, userId: row.user_id },
        },
      };
    },
  );
}
