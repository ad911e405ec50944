/** What Stripe says, in our words. */
import { isPackKey, parsePlanKey, planKeys } from '@rockpool/db/domain/price-key';
import type Stripe from 'stripe';
import type {
  Catalog,
  CheckoutState,
  GiveBackState,
  PlanPaymentState,
  ProviderEvent,
  SubscriptionState,
} from './provider.ts';

export const idOf = (value: string | { id: string } | null | undefined): string | null =>
  typeof value === 'string' ? value : (value?.id ?? null);

const dateOf = (seconds: number) => new Date(seconds * 1_000);

export function catalogOf(prices: Stripe.Price[]): Catalog {
  const catalog: Catalog = { plans: [], packs: [] };
  for (const {
    id: priceId,
    lookup_key: lookupKey,
    unit_amount: amount,
    currency,
    recurring,
    metadata,
  } of prices) {
    if (lookupKey === null || amount === null) continue;
    const plan = parsePlanKey(lookupKey);
    if (plan && recurring?.interval === plan.interval)
      catalog.plans.push({ ...plan, lookupKey, priceId, amount, currency });
    const points = Number(metadata['points']);
    if (isPackKey(lookupKey) && !recurring && Number.isSafeInteger(points) && points > 0)
      catalog.packs.push({ lookupKey, priceId, amount, currency, points });
  }
  catalog.plans.sort((a, b) => planKeys.indexOf(a.lookupKey) - planKeys.indexOf(b.lookupKey));
  catalog.packs.sort((a, b) => a.points - b.points);
  return catalog;
}

export function subscriptionOf(subscription: Stripe.Subscription): SubscriptionState {
  const {
    id,
    status,
    cancel_at_period_end,
    cancel_at,
    created,
    latest_invoice: invoice,
    items,
  } = subscription;
  const [item] = items.data;
  const overdue = status === 'past_due' || status === 'unpaid';
  const since =
    invoice && typeof invoice === 'object'
      ? (invoice.status_transitions.finalized_at ?? invoice.created)
      : (item?.current_period_start ?? created);
  return {
    id,
    lookupKey: item?.price.lookup_key ?? null,
    state: status,
    currentPeriodEnd: dateOf(item?.current_period_end ?? created),
    cancelAtPeriodEnd: cancel_at_period_end || cancel_at !== null,
    pastDueSince: overdue ? dateOf(since) : null,
    createdAt: dateOf(created),
  };
}

export function checkoutOf(session: Stripe.Checkout.Session): CheckoutState {
  const { id, status, payment_status: payment, metadata, url, amount_total: amount, currency } = session;
  const done = payment === 'unpaid' ? 'processing' : 'paid';
  return {
    id,
    customerId: idOf(session.customer),
    purchaseId: metadata?.['purchase'] ?? null,
    subscriptionId: idOf(session.subscription),
    paymentIntentId: idOf(session.payment_intent),
    state: status === 'complete' ? done : status === 'expired' ? 'expired' : 'open',
    url,
    amount: amount ?? 0,
    currency: currency ?? '',
  };
}

/** Null for what is no payment of a plan: invoices of packs have no subscription, and some cost nothing. */
export function planPaymentOf(invoice: Stripe.Invoice, givenBackElsewhere: number): PlanPaymentState | null {
  const subscriptionId = idOf(invoice.parent?.subscription_details?.subscription);
  if (subscriptionId === null || invoice.amount_paid <= 0) return null;
  // the period of the invoice itself is the one before
  const last = invoice.lines.data.toSorted((a, b) => b.period.end - a.period.end)[0];
  return {
    id: invoice.id,
    subscriptionId,
    number: invoice.number,
    reason: invoice.billing_reason ?? '',
    amount: invoice.amount_paid,
    currency: invoice.currency,
    periodStart: last ? dateOf(last.period.start) : null,
    periodEnd: last ? dateOf(last.period.end) : null,
    paidAt: dateOf(invoice.status_transitions.paid_at ?? invoice.created),
    payments: (invoice.payments?.data ?? []).flatMap(({ status, payment, amount_paid: amount }) => {
      const paymentIntentId = idOf(payment.payment_intent) ?? idOf(payment.charge);
      return status === 'paid' && paymentIntentId !== null ? [{ paymentIntentId, amount: amount ?? 0 }] : [];
    }),
    givenBackElsewhere,
  };
}

export const refundOf = (
  { id, amount, status, created }: Stripe.Refund,
  charge: Stripe.Charge,
): GiveBackState => ({
  id,
  kind: 'refund',
  paymentIntentId: idOf(charge.payment_intent) ?? charge.id,
  amount,
  stands: status !== 'failed' && status !== 'canceled',
  createdAt: dateOf(created),
});

/** While a dispute is open its money is away. Inquiries (`warning_…`) move none. */
export const disputeOf = (
  { id, amount, status, created }: Stripe.Dispute,
  charge: Stripe.Charge,
): GiveBackState => ({
  id,
  kind: 'dispute',
  paymentIntentId: idOf(charge.payment_intent) ?? charge.id,
  amount,
  stands: status !== 'won' && status !== 'prevented' && !status.startsWith('warning_'),
  createdAt: dateOf(created),
});

type EventObject = {
  id?: string;
  object?: string;
  customer?: string | { id: string } | null;
  payment_intent?: string | { id: string } | null;
};

export function eventOf({ id, type, data }: Stripe.Event): ProviderEvent {
  const about = data.object as EventObject;
  const customerId = about.object === 'customer' ? (about.id ?? null) : idOf(about.customer);
  return { id, type, customerId, paymentIntentId: idOf(about.payment_intent) };
}
