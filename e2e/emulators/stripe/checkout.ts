import { ApiError } from './answers.ts';
import type { CheckoutSession } from './entities/checkout.ts';
import { billPayment } from './invoices.ts';
import { cardDeclined, keepCard, pay, type Card } from './payments.ts';
import type { Platform } from './platform.ts';
import { cancelSubscription, subscribe } from './subscriptions.ts';

/** Pays an open session as the Checkout page does. Declined: throws the card's refusal, and the session stays open. */
export function completeSession(platform: Platform, session: CheckoutSession, card: Card): CheckoutSession {
  const { state, seconds, emit } = platform;
  if (session.status !== 'open')
    throw new ApiError(400, `This Checkout Session is ${session.status}.`, { code: 'session_not_open' });
  if (card === 'declined') throw cardDeclined();
  session.customer ??= state.make('customer', seconds(), {
    email: null,
    name: null,
    phone: null,
    balance: 0,
    currency: session.currency,
    invoice_settings: { default_payment_method: null },
    preferred_locales: [],
    metadata: {},
  }).id;
  const paymentMethod = keepCard(platform, session.customer, card);
  if (session.mode === 'payment') {
    const { intent } = pay(platform, {
      amount: session.amount_total,
      currency: session.currency,
      customer: session.customer,
      paymentMethod,
      metadata: session.payment_intent_data.metadata,
      first: true,
    });
    session.payment_intent = intent.id;
    if (session.invoice_creation.enabled) session.invoice = billPayment(platform, session, intent).id;
  } else {
    const { price } = session.line_items.data[0]!;
    const { metadata } = session.subscription_data;
    const subscription = subscribe(platform, { customer: session.customer, price, metadata });
    if (subscription.status !== 'active') {
      cancelSubscription(platform, subscription);
      throw cardDeclined();
    }
    session.subscription = subscription.id;
    session.invoice = subscription.latest_invoice;
  }
  session.status = 'complete';
  session.payment_status = 'paid';
  session.url = null;
  state.changed();
  emit('checkout.session.completed', session);
  return session;
}

export function expireSession({ state, emit }: Platform, session: CheckoutSession): CheckoutSession {
  if (session.status !== 'open')
    throw new ApiError(400, `Only Checkout Sessions with a status in ["open"] can be expired.`);
  session.status = 'expired';
  session.url = null;
  state.changed();
  emit('checkout.session.expired', session);
  return session;
}

/** Where the browser goes after paying. */
export const successUrl = ({ success_url, id }: CheckoutSession): string | null =>
  success_url?.replaceAll('{CHECKOUT_SESSION_ID}', id) ?? null;
