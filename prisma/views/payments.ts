/** Tables of the console about money: purchases, subscriptions, and the provider's events. */
import { z } from 'zod';
import { tiers, type Tier } from '../domain/plan.ts';
import { intervals } from '../domain/price-key.ts';
import { binder, contains, type KeyedTableView } from './table.ts';

export const purchaseStates = ['open', 'paid', 'expired', 'refunded', 'partly_refunded', 'disputed'] as const;
export const purchaseSorts = ['created', 'amount', 'points'] as const;

export interface PurchasesWish {
  sort: (typeof purchaseSorts)[number];
  descending: boolean;
  filters: {
    /** a part of the phone number, or the id of a purchase or of its payment */
    q?: string | undefined;
    state?: (typeof purchaseStates)[number] | undefined;
    user?: string | undefined;
    /** made at or after, and before */
    from?: Date | undefined;
    to?: Date | undefined;
    /** only what comes behind this one in the order of making, newest first */
    after?: { at: Date; id: string } | undefined;
  };
}

const PurchaseRow = z.object({
  id: z.uuid(),
  user_id: z.uuid(),
  phone: z.string(),
  lookup_key: z.string(),
  points: z.number(),
  /** in the currency's smallest unit, like `refunded_amount` */
  amount: z.number(),
  currency: z.string(),
  state: z.enum(purchaseStates),
  refunded_amount: z.number(),
  payment_intent_id: z.string().nullable(),
  created_at: z.date(),
  paid_at: z.date().nullable(),
});
export type PurchaseRow = z.infer<typeof PurchaseRow>;

const purchaseOrder: Record<PurchasesWish['sort'], string> = {
  created: 'p.created_at',
  amount: 'p.amount',
  points: 'p.points',
};

export const purchasesTable: KeyedTableView<PurchaseRow, PurchasesWish> = {
  row: PurchaseRow,
  key: 'id',
  select({ sort, descending, filters: { q, state, user, from, to, after } }, { limit, offset }, only) {
    const { values, bind } = binder();
    const where = [
      ...(q
        ? [
            `(u.phone like ${bind(contains(q.replace(/[\s-]/g, '')))} or p.id::text = ${bind(q)} or p.stripe_payment_intent_id = ${bind(q)})`,
          ]
        : []),
      ...(state ? [`p.state = ${bind(state)}`] : []),
      ...(user ? [`p.user_id = ${bind(user)}::uuid`] : []),
      ...(from ? [`p.created_at >= ${bind(from)}`] : []),
      ...(to ? [`p.created_at < ${bind(to)}`] : []),
      ...(after ? [`(p.created_at, p.id) < (${bind(after.at)}, ${bind(after.id)}::uuid)`] : []),
      ...(only ? [`p.id = any(${bind(only)}::uuid[])`] : []),
    ];
    const direction = descending ? 'desc' : 'asc';
    const text = `
      select p.id, p.user_id, u.phone, p.lookup_key, p.points, p.amount, p.currency, p.state, p.refunded_amount,
        p.stripe_payment_intent_id as payment_intent_id, p.created_at, p.paid_at, count(*) over () as total
      from purchases p join users u on u.id = p.user_id
      ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
      order by ${purchaseOrder[sort]} ${direction}, p.id ${direction} limit ${bind(limit)} offset ${bind(offset)}`;
    return { text, values };
  },
};

export const subscriptionSorts = ['created', 'period_end'] as const;

export interface SubscriptionsWish {
  sort: (typeof subscriptionSorts)[number];
  descending: boolean;
  filters: { q?: string | undefined; tier?: Tier | undefined; state?: string | undefined };
}

const SubscriptionRow = z.object({
  id: z.string(),
  user_id: z.uuid(),
  phone: z.string(),
  tier: z.enum(tiers),
  interval: z.enum(intervals),
  /** the provider's word */
  state: z.string(),
  current_period_end: z.date(),
  cancel_at_period_end: z.boolean(),
  past_due_since: z.date().nullable(),
  created_at: z.date(),
  synced_at: z.date(),
});
export type SubscriptionRow = z.infer<typeof SubscriptionRow>;

export const subscriptionsTable: KeyedTableView<SubscriptionRow, SubscriptionsWish> = {
  row: SubscriptionRow,
  key: 'id',
  select({ sort, descending, filters: { q, tier, state } }, { limit, offset }, only) {
    const { values, bind } = binder();
    const where = [
      ...(q ? [`(u.phone like ${bind(contains(q.replace(/[\s-]/g, '')))} or s.id = ${bind(q)})`] : []),
      ...(tier ? [`s.tier = ${bind(tier)}`] : []),
      ...(state ? [`s.state = ${bind(state)}`] : []),
      ...(only ? [`s.id = any(${bind(only)}::text[])`] : []),
    ];
    const direction = descending ? 'desc' : 'asc';
    const text = `
      select s.id, s.user_id, u.phone, s.tier, s.interval, s.state, s.current_period_end, s.cancel_at_period_end,
        s.past_due_since, s.created_at, s.synced_at, count(*) over () as total
      from subscriptions s join users u on u.id = s.user_id
      ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
      order by ${sort === 'created' ? 's.created_at' : 's.current_period_end'} ${direction}, s.id ${direction}
      limit ${bind(limit)} offset ${bind(offset)}`;
    return { text, values };
  },
};

export const paymentEventSorts = ['received'] as const;

export interface PaymentEventsWish {
  sort: (typeof paymentEventSorts)[number];
  descending: boolean;
  filters: { q?: string | undefined; worked?: 'yes' | 'no' | undefined };
}

const PaymentEventRow = z.object({
  id: z.string(),
  type: z.string(),
  customer_id: z.string().nullable(),
  user_id: z.uuid().nullable(),
  phone: z.string().nullable(),
  received_at: z.date(),
  /** null: its customer was not synced since */
  processed_at: z.date().nullable(),
});
export type PaymentEventRow = z.infer<typeof PaymentEventRow>;

export const paymentEventsTable: KeyedTableView<PaymentEventRow, PaymentEventsWish> = {
  row: PaymentEventRow,
  key: 'id',
  select({ descending, filters: { q, worked } }, { limit, offset }, only) {
    const { values, bind } = binder();
    const where = [
      ...(q ? [`(e.type like ${bind(contains(q))} or e.id = ${bind(q)} or e.customer_id = ${bind(q)})`] : []),
      ...(worked ? [`e.processed_at is ${worked === 'yes' ? 'not null' : 'null'}`] : []),
      ...(only ? [`e.id = any(${bind(only)}::text[])`] : []),
    ];
    const direction = descending ? 'desc' : 'asc';
    const text = `
      select e.id, e.type, e.customer_id, u.id as user_id, u.phone, e.received_at, e.processed_at, count(*) over () as total
      from stripe_events e left join users u on u.stripe_customer_id = e.customer_id
      ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
      order by e.received_at ${direction}, e.id ${direction} limit ${bind(limit)} offset ${bind(offset)}`;
    return { text, values };
  },
};
