import { z } from 'zod';
import type { Actor } from '../audit/write.ts';
import type { Db } from '../client.ts';
import { addStripeSyncJob } from '../jobs.ts';
import type { Forbidden } from './operate.ts';
import { intendRefund, type RefundRefusal, type RefundWish } from './refund-wish.ts';

export interface RefundRequest extends RefundWish {
  purchaseId: string;
}

/** Asks the payment provider to give money back; the same key again gets the same answer. Throws when it cannot be reached. */
export type RefundPort = (request: {
  paymentIntentId: string;
  amount: number | null;
  key: string;
}) => Promise<{ kind: 'refunded'; refundId: string } | { kind: 'refused'; because: string }>;

export type RefundResult =
  /** the money is on its way; points and rows follow by the sync */
  | { kind: 'refunded'; refundId: string }
  | RefundRefusal
  /** the provider's own words */
  | { kind: 'provider_refused'; because: string };

/** Gives the money of a pack back; the same request again, after whatever crash, gives back nothing more. */
export async function refundPurchase(
  db: Db,
  refund: RefundPort,
  actor: Actor,
  request: RefundRequest,
): Promise<RefundResult | Forbidden> {
  const { purchaseId, amount } = request;
  if (!z.uuid().safeParse(purchaseId).success) return { kind: 'not_found' };
  const intent = await intendRefund(db, actor, { kind: 'purchase', id: purchaseId }, request);
  if (intent.kind !== 'intended') return intent;
  const key = `operator-refund:${purchaseId}:${request.key}`;
  const answer = await refund({ paymentIntentId: intent.paymentId, amount, key });
  if (intent.customerId) await addStripeSyncJob(db, intent.customerId);
  return answer.kind === 'refunded' ? answer : { kind: 'provider_refused', because: answer.because };
}

export interface PlanRefundRequest extends RefundWish {
  /** the provider's id of the invoice */
  planPaymentId: string;
}

/** As `RefundPort`, of an invoice. `not_one_payment`: not paid, or by several payments, of which none was touched. */
export type InvoiceRefundPort = (request: {
  invoiceId: string;
  amount: number;
  key: string;
}) => Promise<
  { kind: 'refunded'; refundId: string } | { kind: 'refused'; because: string } | { kind: 'not_one_payment' }
>;

/** Gives money of a plan's invoice back, as `refundPurchase` does. The subscription stays as it is. */
export async function refundPlanPayment(
  db: Db,
  refund: InvoiceRefundPort,
  actor: Actor,
  request: PlanRefundRequest,
): Promise<RefundResult | { kind: 'not_one_payment' } | Forbidden> {
  const { planPaymentId } = request;
  const intent = await intendRefund(db, actor, { kind: 'plan_payment', id: planPaymentId }, request);
  if (intent.kind !== 'intended') return intent;
  const { paymentId: invoiceId, amount, customerId } = intent;
  const key = `operator-refund:${planPaymentId}:${request.key}`;
  const answer = await refund({ invoiceId, amount, key });
  if (customerId) await addStripeSyncJob(db, customerId);
  return answer.kind === 'refused' ? { kind: 'provider_refused', because: answer.because } : answer;
}
