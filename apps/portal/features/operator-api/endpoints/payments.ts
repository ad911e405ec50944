/** What was paid for packs of points and for plans, and giving it back. */
import { createHash } from 'node:crypto';
import { refundPlanPayment, refundPurchase, type RefundResult } from '@rockpool/db/operations/payments';
import type { Forbidden } from '@rockpool/db/operations/operate';
import { purchasesTable, purchaseStates, type PurchaseRow } from '@rockpool/db/views/payments';
import {
  planPaymentReasons,
  planPaymentsTable,
  planPaymentStates,
  type PlanPaymentRow,
} from '@rockpool/db/views/plan-payments';
import { readTable } from '@rockpool/db/views/table';
import { z } from 'zod';
import { endpoint, type Answered } from '../endpoint.ts';
import { cutPage, pageOf, Paging, readCursor, writeCursor } from '../paging.ts';
import { problem, type Problem } from '../problem.ts';
import type { ProblemReason } from '../problem-table.ts';
import { ById, Instant, Reason } from '../wire.ts';

const Amount = z.int().meta({ description: 'in the currency’s smallest unit' });
const InvoiceId = z.string().regex(/^\w{1,100}$/);

const Purchase = z
  .object({
    id: z.uuid(),
    userId: z.uuid(),
    phone: z.string(),
    pack: z.string().meta({ description: 'the lookup key of its price' }),
    points: z.int(),
    amount: Amount,
    refundedAmount: Amount,
    currency: z.string(),
    state: z.enum(purchaseStates),
    createdAt: Instant,
    paidAt: Instant.nullable(),
  })
  .meta({ id: 'Purchase' });

const PlanPayment = z
  .object({
    id: z.string().meta({ description: 'Stripe’s id of the invoice' }),
    userId: z.uuid(),
    phone: z.string(),
    subscriptionId: z.string(),
    number: z.string().nullable().meta({ description: 'as people read it on the invoice' }),
    reason: z.string().meta({ description: 'Stripe’s word for what the invoice is about' }),
    amount: Amount,
    refundedAmount: Amount,
    currency: z.string(),
    state: z.enum(planPaymentStates),
    periodStart: Instant.nullable(),
    periodEnd: Instant.nullable(),
    paidAt: Instant,
  })
  .meta({ id: 'PlanPayment' });

const purchaseOf = (row: PurchaseRow): z.input<typeof Purchase> => ({
  ...row,
  userId: row.user_id,
  pack: row.lookup_key,
  refundedAmount: row.refunded_amount,
  createdAt: row.created_at,
  paidAt: row.paid_at,
});

const planPaymentOf = (row: PlanPaymentRow): z.input<typeof PlanPayment> => ({
  ...row,
  userId: row.user_id,
  subscriptionId: row.subscription_id,
  refundedAmount: row.refunded_amount,
  periodStart: row.period_start,
  periodEnd: row.period_end,
  paidAt: row.paid_at,
});

const At = (description: string) =>
  z.iso
    .datetime({ offset: true })
    .optional()
    .meta({ description })
    .transform((text) => (text === undefined ? undefined : new Date(text)));
const Search = z.string().max(100).optional();

const Refund = z.object({
  amount: z.int().min(1).max(2_000_000_000).optional().meta({
    description: 'in the currency’s smallest unit; left out = all that is left',
  }),
  reason: Reason,
});
const Refunded = z.object({ refundId: z.string().meta({ description: 'Stripe’s id of the refund' }) });
const refusals = [
  'not_found',
  'payments_off',
  'not_refundable',
  'refund_too_much',
  'provider_refused',
] as const satisfies ProblemReason[];

/** Stripe takes keys of 255 characters at most. */
const shortKey = (key: string) => createHash('sha256').update(key).digest('hex');

function refundAnswer(
  result: RefundResult | { kind: 'not_one_payment' } | Forbidden,
): Answered<z.input<typeof Refunded>> | Problem {
  if (result.kind === 'refunded') return { body: result };
  const { kind, ...fact } = result;
  return problem(kind === 'too_much' ? 'refund_too_much' : kind, fact);
}

export const paymentEndpoints = [
  endpoint({
    id: 'purchases.list',
    method: 'GET',
    path: '/purchases',
    permission: 'payments.read',
    summary: { zh: '列出积分购买，新的在前', en: 'Lists purchases of points, newest first' },
    query: z.object({
      ...Paging,
      q: Search.meta({ description: 'part of the phone number, or the id of a purchase or its payment' }),
      user: z.uuid().optional(),
      state: z.enum(purchaseStates).optional(),
      from: At('made at or after'),
      to: At('made before'),
    }),
    answer: { status: 200, shape: pageOf(Purchase) },
    async handle({ deps, query: { limit, cursor, ...filters } }) {
      const after = cursor === undefined ? undefined : readCursor(cursor);
      if (after === null) return problem('invalid_request', { wrong: ['cursor'] });
      const wish = { sort: 'created', descending: true, filters: { ...filters, after } } as const;
      const { rows } = await readTable(deps.db, purchasesTable, wish, { limit: limit + 1, offset: 0 });
      const { items, next } = cutPage(rows, limit, ({ created_at: at, id }) => writeCursor({ at, id }));
      return { body: { items: items.map(purchaseOf), next } };
    },
  }),
  endpoint({
    id: 'purchases.refund',
    method: 'POST',
    path: '/purchases/{id}/refund',
    permission: 'payments.refund',
    summary: {
      zh: '退款，全部或部分；对应的积分按比例收回，已经花掉的不追回',
      en: 'Gives money back, all or a part; its share of the points goes too, as far as it is not spent',
    },
    params: ById,
    body: Refund,
    answer: { status: 200, shape: Refunded },
    refusals,
    async handle({ deps, actor, params, body: { amount = null, reason }, key }) {
      const provider = deps.refunds();
      if (!provider) return problem('payments_off');
      const request = { purchaseId: params.id, amount, reason, key: shortKey(key) };
      return refundAnswer(await refundPurchase(deps.db, (wish) => provider.refund(wish), actor, request));
    },
  }),
  endpoint({
    id: 'plan-payments.list',
    method: 'GET',
    path: '/plan-payments',
    permission: 'payments.read',
    summary: { zh: '列出套餐付款，新的在前', en: 'Lists what was paid for plans, newest first' },
    query: z.object({
      ...Paging,
      q: Search.meta({ description: 'part of the phone number, or an invoice’s or subscription’s id' }),
      user: z.uuid().optional(),
      state: z.enum(planPaymentStates).optional(),
      reason: z.enum(planPaymentReasons).optional(),
      from: At('paid at or after'),
      to: At('paid before'),
    }),
    answer: { status: 200, shape: pageOf(PlanPayment) },
    async handle({ deps, query: { limit, cursor, ...filters } }) {
      const after = cursor === undefined ? undefined : readCursor(cursor, InvoiceId);
      if (after === null) return problem('invalid_request', { wrong: ['cursor'] });
      const wish = { sort: 'paid', descending: true, filters: { ...filters, after } } as const;
      const { rows } = await readTable(deps.db, planPaymentsTable, wish, { limit: limit + 1, offset: 0 });
      const { items, next } = cutPage(rows, limit, ({ paid_at: at, id }) => writeCursor({ at, id }));
      return { body: { items: items.map(planPaymentOf), next } };
    },
  }),
  endpoint({
    id: 'plan-payments.refund',
    method: 'POST',
    path: '/plan-payments/{id}/refund',
    permission: 'payments.refund',
    summary: {
      zh: '退款，全部或部分；订阅不变，照常续费',
      en: 'Gives money back, all or a part; the subscription stays and renews',
    },
    params: z.object({ id: InvoiceId }),
    body: Refund,
    answer: { status: 200, shape: Refunded },
    refusals: [...refusals, 'not_one_payment'],
    async handle({ deps, actor, params, body: { amount = null, reason }, key }) {
      const provider = deps.refunds();
      if (!provider) return problem('payments_off');
      const request = { planPaymentId: params.id, amount, reason, key: shortKey(key) };
      return refundAnswer(
        await refundPlanPayment(deps.db, (wish) => provider.refundInvoice(wish), actor, request),
      );
    },
  }),
];
