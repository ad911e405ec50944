import { z } from 'zod';
import type { Actor } from '../audit/write.ts';
import type { Db } from '../client.ts';
import { addStripeSyncJob } from '../jobs.ts';
import { operate, type Forbidden, type Operated } from './operate.ts';

export interface RefundRequest {
  purchaseId: string;
  /** in the currency's smallest unit; null = all that is left */
  amount: number | null;
  /** made by whoever asks: the same key again gives back nothing more */
  key: string;
  /** for the log */
  reason: string;
}

/** Asks the payment provider to give money back; the same key again gets the same answer. Throws when it cannot be reached. */
export type RefundPort = (request: {
  paymentIntentId: string;
  amount: number | null;
  key: string;
}) => Promise<{ kind: 'refunded'; refundId: string } | { kind: 'refused'; because: string }>;

export type RefundResult =
  /** the money is on its way; points follow by the sync */
  | { kind: 'refunded'; refundId: string }
  | { kind: 'not_found' }
  /** never paid, or all of it is back already */
  | { kind: 'not_refundable'; state: string }
  | { kind: 'too_much'; left: number; currency: string }
  /** the provider's own words */
  | { kind: 'provider_refused'; because: string };

interface Intent {
  kind: 'intended';
  paymentIntentId: string;
  customerId: string | null;
}

/**
 * Gives the money of a pack back. The wish is in the audit log before the provider is asked, so a crash in between leaves a
 * trace, and the same request again finishes it without giving back twice.
 */
export async function refundPurchase(
  db: Db,
  refund: RefundPort,
  actor: Actor,
  request: RefundRequest,
): Promise<RefundResult | Forbidden> {
  const { amount } = request;
  if (amount !== null && (!Number.isInteger(amount) || amount < 1))
    throw new RangeError('amount must be a whole number of at least 1');
  if (!z.uuid().safeParse(request.purchaseId).success) return { kind: 'not_found' };
  const intent = await intend(db, actor, request);
  if (intent.kind !== 'intended') return intent;
  const key = `operator-refund:${request.purchaseId}:${request.key}`;
  const answer = await refund({ paymentIntentId: intent.paymentIntentId, amount, key });
  if (intent.customerId) await addStripeSyncJob(db, intent.customerId);
  return answer.kind === 'refunded' ? answer : { kind: 'provider_refused', because: answer.because };
}

interface PurchaseRow {
  state: string;
  amount: number;
  currency: string;
  refunded_amount: number;
  user_id: string;
  stripe_payment_intent_id: string | null;
  stripe_customer_id: string | null;
  intended: boolean;
}

const purchaseFacts = `
  select p.state, p.amount, p.currency, p.refunded_amount, p.user_id, p.stripe_payment_intent_id, u.stripe_customer_id,
    exists (
      select from audit_entries a
      where a.subject_kind = 'purchase' and a.subject_id = p.id::text and a.action = 'payment.refund' and a.after ->> 'key' = $2
    ) as intended
  from purchases p join users u on u.id = p.user_id
  where p.id = $1 for update of p`;

function intend(
  db: Db,
  actor: Actor,
  { purchaseId, amount, key, reason }: RefundRequest,
): Promise<Intent | RefundResult | Forbidden> {
  return operate(
    db,
    actor,
    'payments.refund',
    async (connection): Promise<Operated<Intent | RefundResult>> => {
      const { rows } = await connection.query<PurchaseRow>(purchaseFacts, [purchaseId, key]);
      const [row] = rows;
      if (!row) return { result: { kind: 'not_found' }, audit: null };
      const intent = row.stripe_payment_intent_id && {
        kind: 'intended' as const,
        paymentIntentId: row.stripe_payment_intent_id,
        customerId: row.stripe_customer_id,
      };
      if (intent && row.intended) return { result: intent, audit: null };
      const left = row.amount - row.refunded_amount;
      if (!intent || left <= 0 || (row.state !== 'paid' && row.state !== 'partly_refunded'))
        return { result: { kind: 'not_refundable', state: row.state }, audit: null };
      if (amount !== null && amount > left)
        return { result: { kind: 'too_much', left, currency: row.currency }, audit: null };
      return {
        result: intent,
        audit: {
          action: 'payment.refund',
          subject: { kind: 'purchase', id: purchaseId },
          reason,
          before: { refundedAmount: row.refunded_amount },
          after: { key, amount: amount ?? left, currency: row.currency, userId: row.user_id },
        },
      };
    },
  );
}
