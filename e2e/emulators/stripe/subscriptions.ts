import { ApiError } from './answers.ts';
import type { Metadata } from './entities/base.ts';
import type { Price } from './entities/catalog.ts';
import type { Invoice } from './entities/invoices.ts';
import type { Subscription, SubscriptionItem } from './entities/subscriptions.ts';
import { attempt, bill } from './invoices.ts';
import { periodEnd, unused } from './periods.ts';
import type { Platform } from './platform.ts';
import { newId } from './state.ts';

const itemOf = (subscription: Subscription): SubscriptionItem => subscription.items.data[0]!;
export const isLive = ({ status }: Subscription) => status === 'active' || status === 'past_due';

/** Begins with a paid first invoice; throws the card's refusal when it cannot be paid. */
export function subscribe(
  platform: Platform,
  { customer, price, metadata }: { customer: string; price: Price; metadata: Metadata },
): Subscription {
  const { state, seconds, emit } = platform;
  if (!price.recurring) throw new ApiError(400, 'The price specified is not recurring.', { param: 'items' });
  const now = seconds();
  const subscription = state.make('subscription', now, {
    billing_cycle_anchor: now,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    collection_method: 'charge_automatically',
    currency: price.currency,
    customer,
    default_payment_method: null,
    ended_at: null,
    items: { object: 'list', url: '/v1/subscription_items', has_more: false, data: [] },
    latest_invoice: null,
    metadata,
    start_date: now,
    status: 'incomplete',
  });
  subscription.items.data = [
    {
      id: newId('si_'),
      object: 'subscription_item',
      created: now,
      current_period_start: now,
      current_period_end: periodEnd(now, price.recurring),
      metadata: {},
      price,
      quantity: 1,
      subscription: subscription.id,
    },
  ];
  const invoice = bill(platform, subscription, price.unit_amount, 'subscription_create');
  if (invoice.status === 'paid') subscription.status = 'active';
  emit('customer.subscription.created', subscription);
  return subscription;
}

/** Changes price or cancellation, as `subscriptions.update` and the customer portal do. */
export function changeSubscription(
  platform: Platform,
  subscription: Subscription,
  change: { price?: Price; cancelAtPeriodEnd?: boolean; proration?: string; metadata?: Metadata },
): Subscription {
  const { state, seconds, emit } = platform;
  if (subscription.status === 'canceled')
    throw new ApiError(404, `No such subscription: '${subscription.id}'`, { code: 'resource_missing' });
  if (change.metadata) Object.assign(subscription.metadata, change.metadata);
  if (change.cancelAtPeriodEnd !== undefined) {
    const item = itemOf(subscription);
    subscription.cancel_at_period_end = change.cancelAtPeriodEnd;
    subscription.cancel_at = change.cancelAtPeriodEnd ? item.current_period_end : null;
    subscription.canceled_at = change.cancelAtPeriodEnd ? seconds() : null;
  }
  if (change.price && change.price.id !== itemOf(subscription).price.id)
    changePrice(platform, subscription, change.price, change.proration ?? 'create_prorations');
  state.changed();
  emit('customer.subscription.updated', subscription);
  return subscription;
}

function changePrice(platform: Platform, subscription: Subscription, price: Price, proration: string): void {
  const { state, seconds } = platform;
  const { recurring } = price;
  if (!recurring) throw new ApiError(400, 'The price specified is not recurring.', { param: 'items' });
  const item = itemOf(subscription);
  const now = seconds();
  const period = { start: item.current_period_start, end: item.current_period_end };
  const credit = unused(item.price.unit_amount, period, now);
  const newPeriod = recurring.interval !== item.price.recurring?.interval;
  const debit = newPeriod ? price.unit_amount : unused(price.unit_amount, period, now);
  item.price = price;
  if (newPeriod) {
    item.current_period_start = now;
    item.current_period_end = periodEnd(now, recurring);
    subscription.billing_cycle_anchor = now;
    if (subscription.cancel_at_period_end) subscription.cancel_at = item.current_period_end;
  }
  const due = proration === 'none' ? (newPeriod ? price.unit_amount : 0) : debit - credit;
  const customer = state.get('customer', subscription.customer);
  // what is in the customer's favour, or waits, is settled with the next invoice
  if (due > 0 && (newPeriod || proration === 'always_invoice'))
    settle(platform, subscription, bill(platform, subscription, due, 'subscription_update'));
  else if (customer) customer.balance += due;
}

/** Ends it now. */
export function cancelSubscription(
  { state, seconds, emit }: Platform,
  subscription: Subscription,
): Subscription {
  if (subscription.status !== 'canceled') {
    Object.assign(subscription, {
      status: 'canceled',
      canceled_at: subscription.canceled_at ?? seconds(),
      ended_at: seconds(),
    });
    state.changed();
    emit('customer.subscription.deleted', subscription);
  }
  return subscription;
}

function settle(platform: Platform, subscription: Subscription, invoice: Invoice): void {
  const before = subscription.status;
  subscription.status = invoice.status === 'paid' ? 'active' : 'past_due';
  if (subscription.status !== before) platform.emit('customer.subscription.updated', subscription);
}

/** Tries an overdue invoice at once, as when the customer has given another card. */
export function retryOverdue(platform: Platform, customerId: string): void {
  for (const subscription of platform.state.all('subscription')) {
    const invoice = platform.state.get('invoice', subscription.latest_invoice);
    if (subscription.customer !== customerId || !isLive(subscription) || invoice?.status !== 'open') continue;
    attempt(platform, invoice, subscription);
    settle(platform, subscription, invoice);
  }
}

/** When something next happens to it by itself; null = nothing does. */
export function nextTurn({ state }: Platform, subscription: Subscription): number | null {
  if (!isLive(subscription)) return null;
  const retry = state.get('invoice', subscription.latest_invoice)?.next_payment_attempt;
  return Math.min(itemOf(subscription).current_period_end, retry ?? Infinity);
}

/** Does what is due at the clock's present time: a retry, the end, or the next period. */
export function takeTurn(platform: Platform, subscription: Subscription): void {
  const item = itemOf(subscription);
  const invoice = platform.state.get('invoice', subscription.latest_invoice);
  if (invoice?.status === 'open' && invoice.next_payment_attempt !== null) {
    if (invoice.next_payment_attempt <= platform.seconds()) {
      attempt(platform, invoice, subscription);
      settle(platform, subscription, invoice);
      if (invoice.status === 'open' && invoice.next_payment_attempt === null)
        cancelSubscription(platform, subscription);
      return;
    }
  }
  if (item.current_period_end > platform.seconds()) return;
  if (subscription.cancel_at_period_end) return void cancelSubscription(platform, subscription);
  item.current_period_start = item.current_period_end;
  item.current_period_end = periodEnd(item.current_period_start, item.price.recurring!);
  platform.emit('customer.subscription.updated', subscription);
  settle(platform, subscription, bill(platform, subscription, item.price.unit_amount, 'subscription_cycle'));
}
