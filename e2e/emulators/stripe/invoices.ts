import { ApiError } from './answers.ts';
import type { CheckoutSession } from './entities/checkout.ts';
import type { CreditNote, Invoice } from './entities/invoices.ts';
import type { PaymentIntent } from './entities/payments.ts';
import type { Subscription } from './entities/subscriptions.ts';
import { pay, refund } from './payments.ts';
import type { Platform } from './platform.ts';
import { newId } from './state.ts';

const daySeconds = 86_400;
/** when an unpaid renewal is tried again, counted from the first attempt; after the last the subscription ends */
const retryDays = [3, 5, 7];

type Wanted = Pick<Invoice, 'billing_reason' | 'currency' | 'customer' | 'parent'> & {
  due: number;
  total: number;
  /** that it pays for */
  period: { start: number; end: number };
  /** that is over */
  before: { start: number; end: number };
  description: string;
};

function finalize(platform: Platform, wanted: Wanted): Invoice {
  const { state, seconds, emit } = platform;
  const { due, total, period, before, description, ...fields } = wanted;
  const list = { object: 'list' as const, has_more: false };
  const invoice: Invoice = state.make('invoice', seconds(), {
    ...fields,
    amount_due: due,
    amount_paid: 0,
    amount_remaining: due,
    attempt_count: 0,
    hosted_invoice_url: '',
    lines: { ...list, url: '', data: [] },
    next_payment_attempt: null,
    number: `SANDBOX-${state.all('invoice').length}`,
    payments: { ...list, url: '/v1/invoice_payments', data: [] },
    period_start: before.start,
    period_end: before.end,
    post_payment_credit_notes_amount: 0,
    status: 'open',
    status_transitions: { finalized_at: seconds(), paid_at: null },
    total,
  });
  invoice.lines.url = `/v1/invoices/${invoice.id}/lines`;
  invoice.lines.data = [
    {
      id: newId('il_'),
      object: 'line_item',
      amount: total,
      currency: invoice.currency,
      description,
      period,
    },
  ];
  invoice.hosted_invoice_url = `${platform.url()}/receipts/${invoice.id}`;
  emit('invoice.finalized', invoice);
  return invoice;
}

/** Makes the invoice of a subscription's period or change and tries to have it paid. */
export function bill(
  platform: Platform,
  subscription: Subscription,
  amount: number,
  reason: Exclude<Invoice['billing_reason'], 'manual'>,
): Invoice {
  const customer = platform.state.get('customer', subscription.customer);
  const total = amount + (customer?.balance ?? 0);
  if (customer) customer.balance = Math.min(total, 0);
  const item = subscription.items.data[0]!;
  const { current_period_start: start, current_period_end: end } = item;
  const now = platform.seconds();
  const isLater = reason === 'subscription_cycle';
  const invoice = finalize(platform, {
    billing_reason: reason,
    currency: subscription.currency,
    customer: subscription.customer,
    parent: {
      type: 'subscription_details',
      subscription_details: { subscription: subscription.id, metadata: subscription.metadata },
    },
    due: Math.max(total, 0),
    total: amount,
    period: { start: reason === 'subscription_update' ? now : start, end },
    before: isLater ? { start: start - (end - start), end: start } : { start: now, end: now },
    description: platform.state.get('product', item.price.product)?.name ?? item.price.id,
  });
  subscription.latest_invoice = invoice.id;
  attempt(platform, invoice, subscription);
  return invoice;
}

/** Tries to pay an open invoice with the customer's card. */
export function attempt(platform: Platform, invoice: Invoice, subscription: Subscription): void {
  const { state, emit } = platform;
  const customer = state.get('customer', invoice.customer);
  invoice.attempt_count += 1;
  const paid =
    invoice.amount_due === 0
      ? { succeeds: true, intent: null }
      : pay(platform, {
          amount: invoice.amount_due,
          currency: invoice.currency,
          customer: invoice.customer,
          paymentMethod:
            subscription.default_payment_method ?? customer?.invoice_settings.default_payment_method ?? null,
          metadata: {},
          first: invoice.billing_reason === 'subscription_create',
        });
  if (paid.succeeds) settleWith(platform, invoice, paid.intent);
  else {
    const days = retryDays[invoice.attempt_count - 1];
    const { finalized_at: since } = invoice.status_transitions;
    invoice.next_payment_attempt = days === undefined ? null : since + days * daySeconds;
    state.changed();
    emit('invoice.payment_failed', invoice);
  }
}

function settleWith(platform: Platform, invoice: Invoice, intent: PaymentIntent | null): void {
  const { state, seconds, emit } = platform;
  const paidAt = seconds();
  if (intent)
    invoice.payments.data.push(
      state.make('invoice_payment', paidAt, {
        amount_paid: intent.amount_received,
        amount_requested: intent.amount,
        currency: invoice.currency,
        invoice: invoice.id,
        is_default: true,
        payment: { type: 'payment_intent', payment_intent: intent.id },
        status: 'paid',
        status_transitions: { canceled_at: null, paid_at: paidAt },
      }),
    );
  Object.assign(invoice, {
    status: 'paid',
    amount_paid: invoice.amount_due,
    amount_remaining: 0,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, paid_at: paidAt },
  });
  state.changed();
  emit('invoice.paid', invoice);
  emit('invoice.payment_succeeded', invoice);
}

/** The paid invoice of a Checkout in payment mode that asked for one: of no subscription. */
export function billPayment(platform: Platform, session: CheckoutSession, intent: PaymentIntent): Invoice {
  const now = { start: platform.seconds(), end: platform.seconds() };
  const invoice = finalize(platform, {
    billing_reason: 'manual',
    currency: session.currency,
    customer: session.customer!,
    parent: null,
    due: session.amount_total,
    total: session.amount_total,
    period: now,
    before: now,
    description: session.line_items.data[0]!.description,
  });
  settleWith(platform, invoice, intent);
  return invoice;
}

/** Takes `amount` from a paid invoice; what is neither refunded nor given outside becomes the customer's credit. */
export function creditNote(
  platform: Platform,
  invoice: Invoice,
  { refund: back = 0, outOfBand = 0, credit = 0 }: { refund?: number; outOfBand?: number; credit?: number },
): CreditNote {
  const { state, seconds, emit } = platform;
  const amount = back + outOfBand + credit;
  if (invoice.status !== 'paid' || amount < 1)
    throw new ApiError(400, 'The sum of refund, credit and out of band amount must equal the amount.');
  if (invoice.post_payment_credit_notes_amount + amount > invoice.amount_paid)
    throw new ApiError(400, 'The amount is greater than what can be credited on this invoice.', {
      param: 'amount',
    });
  const intent = state.get('payment_intent', invoice.payments.data[0]?.payment.payment_intent);
  const charge = state.get('charge', intent?.latest_charge);
  if (back > 0 && !charge) throw new ApiError(400, 'This invoice was not paid by a charge.');
  const refunds =
    back > 0 ? [{ amount_refunded: back, refund: refund(platform, charge!, { amount: back }).id }] : [];
  const customer = state.get('customer', invoice.customer);
  if (customer) customer.balance -= credit;
  invoice.post_payment_credit_notes_amount += amount;
  const note = state.make('credit_note', seconds(), {
    amount,
    currency: invoice.currency,
    customer: invoice.customer,
    invoice: invoice.id,
    number: `${invoice.number}-CN-${state.all('credit_note').length + 1}`,
    out_of_band_amount: outOfBand || null,
    post_payment_amount: amount,
    pre_payment_amount: 0,
    refunds,
    status: 'issued',
    type: 'post_payment',
  });
  emit('credit_note.created', note);
  emit('invoice.updated', invoice);
  return note;
}
