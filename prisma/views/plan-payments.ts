/** The console's table of what was paid for plans. */
import { z } from 'zod';
import { binder, contains, type KeyedTableView } from './table.ts';

export const planPaymentStates = ['paid', 'refunded', 'partly_refunded', 'disputed'] as const;
/** The provider's words for what an invoice is about; others are told as they are. */
export const planPaymentReasons = [
  'subscription_create',
  'subscription_cycle',
  'subscription_update',
] as const;
export const planPaymentSorts = ['paid', 'amount'] as const;

export interface PlanPaymentsWish {
  sort: (typeof planPaymentSorts)[number];
  descending: boolean;
  filters: {
    /** a part of the phone number, or an invoice's id or number, or a subscription's id */
    q?: string | undefined;
    state?: (typeof planPaymentStates)[number] | undefined;
    reason?: (typeof planPaymentReasons)[number] | undefined;
    user?: string | undefined;
    /** paid at or after, and before */
    from?: Date | undefined;
    to?: Date | undefined;
    /** only what comes behind this one in the order of paying, newest first */
    after?: { at: Date; id: string } | undefined;
  };
}

const PlanPaymentRow = z.object({
  /** the provider's id of the invoice */
  id: z.string(),
  user_id: z.uuid(),
  phone: z.string(),
  subscription_id: z.string(),
  number: z.string().nullable(),
  reason: z.string(),
  /** in the currency's smallest unit, like `refunded_amount` */
  amount: z.number(),
  currency: z.string(),
  state: z.enum(planPaymentStates),
  refunded_amount: z.number(),
  period_start: z.date().nullable(),
  period_end: z.date().nullable(),
  paid_at: z.date(),
});
export type PlanPaymentRow = z.infer<typeof PlanPaymentRow>;

export const planPaymentsTable: KeyedTableView<PlanPaymentRow, PlanPaymentsWish> = {
  row: PlanPaymentRow,
  key: 'id',
  select(
    { sort, descending, filters: { q, state, reason, user, from, to, after } },
    { limit, offset },
    only,
  ) {
    const { values, bind } = binder();
    const where = [
      ...(q
        ? [
            `(u.phone like ${bind(contains(q.replace(/[\s-]/g, '')))} or ${bind(q)} in (p.id, p.number, p.subscription_id))`,
          ]
        : []),
      ...(state ? [`p.state = ${bind(state)}`] : []),
      ...(reason ? [`p.reason = ${bind(reason)}`] : []),
      ...(user ? [`p.user_id = ${bind(user)}::uuid`] : []),
      ...(from ? [`p.paid_at >= ${bind(from)}`] : []),
      ...(to ? [`p.paid_at < ${bind(to)}`] : []),
      ...(after ? [`(p.paid_at, p.id) < (${bind(after.at)}, ${bind(after.id)})`] : []),
      ...(only ? [`p.id = any(${bind(only)}::text[])`] : []),
    ];
    const direction = descending ? 'desc' : 'asc';
    const text = `
      select p.id, p.user_id, u.phone, p.subscription_id, p.number, p.reason, p.amount, p.currency, p.state,
        p.refunded_amount, p.period_start, p.period_end, p.paid_at, count(*) over () as total
      from plan_payments p join users u on u.id = p.user_id
      ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
      order by ${sort === 'paid' ? 'p.paid_at' : 'p.amount'} ${direction}, p.id ${direction}
      limit ${bind(limit)} offset ${bind(offset)}`;
    return { text, values };
  },
};
