import { ApiError, missing, required } from '../answers.ts';
import type { Price } from '../entities/catalog.ts';
import type { LineItem } from '../entities/checkout.ts';
import { expireSession } from '../checkout.ts';
import type { FormValue } from '../form.ts';
import type { Platform } from '../platform.ts';
import { newId } from '../state.ts';
import { fail, inner, isTrue, many, metadataOf, text, type ApiRoutes } from './api.ts';

const daySeconds = 86_400;

export function checkoutRoutes(api: ApiRoutes, platform: Platform): void {
  const { state, seconds, emit, url } = platform;
  api.resource('checkout/sessions', 'checkout.session', [
    'customer',
    'status',
    'payment_intent',
    'subscription',
  ]);

  api.post('/v1/checkout/sessions', ({ form }) => {
    const mode = text(form['mode']) ?? fail(required('mode'));
    if (mode !== 'payment' && mode !== 'subscription')
      throw new ApiError(400, `Invalid mode: ${mode}`, { param: 'mode' });
    const customer = text(form['customer']);
    if (customer && (state.get('customer', customer)?.deleted ?? !state.get('customer', customer)))
      throw new ApiError(400, `No such customer: '${customer}'`, {
        code: 'resource_missing',
        param: 'customer',
      });
    const items = many(form['line_items']).map((each) => lineItem(each, mode));
    if (items.length === 0) throw required('line_items');
    const total = items.reduce((sum, each) => sum + each.amount_total, 0);
    const session = state.make('checkout.session', seconds(), {
      amount_subtotal: total,
      amount_total: total,
      cancel_url: text(form['cancel_url']) ?? null,
      client_reference_id: text(form['client_reference_id']) ?? null,
      currency: items[0]!.currency,
      customer: customer ?? null,
      expires_at: Number(text(form['expires_at']) ?? seconds() + daySeconds),
      invoice: null,
      invoice_creation: { enabled: isTrue(inner(form['invoice_creation'])['enabled']) ?? false },
      line_items: { object: 'list', url: '', has_more: false, data: items },
      locale: text(form['locale']) ?? null,
      metadata: metadataOf(form['metadata']),
      mode,
      payment_intent: null,
      payment_method_types: ['card'],
      payment_status: 'unpaid',
      status: 'open',
      subscription: null,
      subscription_data: { metadata: metadataOf(inner(form['subscription_data'])['metadata']) },
      payment_intent_data: { metadata: metadataOf(inner(form['payment_intent_data'])['metadata']) },
      success_url: text(form['success_url']) ?? fail(required('success_url')),
      ui_mode: 'hosted_page',
      url: null,
    });
    session.line_items.url = `/v1/checkout/sessions/${session.id}/line_items`;
    session.url = `${url()}/c/pay/${session.id}`;
    return session;
  });

  api.post('/v1/checkout/sessions/:id/expire', (_, id) =>
    expireSession(platform, state.get('checkout.session', id) ?? fail(missing('checkout.session', id))),
  );

  api.get('/v1/checkout/sessions/:id/line_items', (_, id) => {
    const session = state.get('checkout.session', id) ?? fail(missing('checkout.session', id));
    return session.line_items;
  });

  api.resource('webhook_endpoints', 'webhook_endpoint', []);
  api.post('/v1/webhook_endpoints', ({ form, expand }) => {
    const endpoint = state.make('webhook_endpoint', seconds(), {
      enabled_events: many(form['enabled_events']).filter((each) => typeof each === 'string'),
      metadata: metadataOf(form['metadata']),
      secret: newId('whsec_'),
      status: 'enabled',
      url: text(form['url']) ?? fail(required('url')),
    });
    // told once, as the real one does
    expand.push('secret');
    return endpoint;
  });
  api.resource('events', 'event', ['type']);

  api.post('/v1/billing_portal/sessions', ({ form }) => {
    const customer = text(form['customer']) ?? fail(required('customer'));
    if (!state.get('customer', customer)) throw missing('customer', customer, 'customer');
    const flow = text(inner(form['flow_data'])['type']);
    const session = state.make('billing_portal.session', seconds(), {
      customer,
      flow: flow === undefined ? null : { type: flow },
      locale: text(form['locale']) ?? null,
      return_url: text(form['return_url']) ?? null,
      url: '',
    });
    session.url = `${url()}/p/session/${session.id}`;
    emit('billing_portal.session.created', session);
    return session;
  });

  function lineItem(value: FormValue, mode: string): LineItem {
    const priceId = text(inner(value)['price']) ?? fail(required('line_items[0][price]'));
    const price: Price =
      state.get('price', priceId) ?? fail(missing('price', priceId, 'line_items[0][price]'));
    if ((mode === 'subscription') !== Boolean(price.recurring))
      throw new ApiError(400, `The price ${price.id} does not fit mode ${mode}.`, { param: 'mode' });
    const quantity = Number(text(inner(value)['quantity']) ?? 1);
    return {
      id: newId('li_'),
      object: 'item',
      price,
      quantity,
      amount_total: price.unit_amount * quantity,
      currency: price.currency,
      description: state.get('product', price.product)?.name ?? price.id,
    };
  }
}
