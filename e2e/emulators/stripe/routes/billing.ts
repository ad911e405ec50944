import { ApiError, listOf, missing, required } from '../answers.ts';
import { creditNote } from '../invoices.ts';
import type { Platform } from '../platform.ts';
import { refund } from '../payments.ts';
import { cancelSubscription, changeSubscription, subscribe } from '../subscriptions.ts';
import { fail, inner, isTrue, many, metadataOf, pagingOf, text, type ApiRoutes } from './api.ts';

export function billingRoutes(api: ApiRoutes, platform: Platform): void {
  const { state } = platform;
  const priceOf = (id: string | undefined) =>
    state.get('price', id) ?? fail(missing('price', id ?? '', 'items[0][price]'));
  const subscriptionOf = (id: string) => state.get('subscription', id) ?? fail(missing('subscription', id));

  api.get('/v1/subscriptions', ({ form }) => {
    const status = text(form['status']);
    const customer = text(form['customer']);
    const some = state
      .all('subscription')
      .filter((each) => customer === undefined || each.customer === customer)
      // without a word about it, those that ended are left out
      .filter((each) => status === 'all' || (status ? each.status === status : each.status !== 'canceled'));
    return listOf('/v1/subscriptions', some, pagingOf(form));
  });
  api.get('/v1/subscriptions/:id', (_, id) => subscriptionOf(id));
  api.post('/v1/subscriptions', ({ form }) => {
    const customer = text(form['customer']) ?? fail(required('customer'));
    if (!state.get('customer', customer)) throw missing('customer', customer, 'customer');
    const price = priceOf(text(inner(many(form['items'])[0])['price']));
    return subscribe(platform, { customer, price, metadata: metadataOf(form['metadata']) });
  });
  api.post('/v1/subscriptions/:id', ({ form }, id) => {
    const subscription = subscriptionOf(id);
    const priceId = text(inner(many(form['items'])[0])['price']);
    const cancelAtPeriodEnd = isTrue(form['cancel_at_period_end']);
    const proration = text(form['proration_behavior']);
    return changeSubscription(platform, subscription, {
      metadata: metadataOf(form['metadata']),
      ...(priceId && { price: priceOf(priceId) }),
      ...(cancelAtPeriodEnd !== undefined && { cancelAtPeriodEnd }),
      ...(proration && { proration }),
    });
  });
  api.delete('/v1/subscriptions/:id', (_, id) => cancelSubscription(platform, subscriptionOf(id)));

  api.resource('invoices', 'invoice', ['customer', 'status']);
  api.resource('invoice_payments', 'invoice_payment', ['invoice', 'status']);
  api.resource('credit_notes', 'credit_note', ['customer', 'invoice']);
  api.post('/v1/credit_notes', ({ form }) => {
    const id = text(form['invoice']) ?? fail(required('invoice'));
    const invoice = state.get('invoice', id) ?? fail(missing('invoice', id, 'invoice'));
    const amountOf = (name: string) => Number(text(form[name]) ?? 0);
    return creditNote(platform, invoice, {
      refund: amountOf('refund_amount'),
      outOfBand: amountOf('out_of_band_amount'),
      credit: amountOf('credit_amount'),
    });
  });
  api.resource('payment_intents', 'payment_intent', ['customer']);
  api.resource('payment_methods', 'payment_method', ['customer']);
  api.resource('charges', 'charge', ['customer', 'payment_intent']);
  api.resource('refunds', 'refund', ['charge', 'payment_intent']);
  api.resource('disputes', 'dispute', ['charge', 'payment_intent']);
  api.post('/v1/refunds', ({ form }) => {
    const intent = state.get('payment_intent', text(form['payment_intent']));
    const chargeId = text(form['charge']) ?? intent?.latest_charge ?? '';
    const charge = state.get('charge', chargeId);
    if (!charge) throw missing('charge', chargeId || String(form['payment_intent'] ?? ''), 'charge');
    const amount = text(form['amount']);
    if (amount !== undefined && !/^\d+$/.test(amount))
      throw new ApiError(400, `Invalid integer: ${amount}`, { param: 'amount' });
    return refund(platform, charge, {
      metadata: metadataOf(form['metadata']),
      reason: text(form['reason']) ?? null,
      ...(amount !== undefined && { amount: Number(amount) }),
    });
  });
}
