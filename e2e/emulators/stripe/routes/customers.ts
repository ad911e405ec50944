import { missing } from '../answers.ts';
import type { Platform } from '../platform.ts';
import { fail, metadataOf, text, type ApiRoutes } from './api.ts';

export function customerRoutes(api: ApiRoutes, { state, seconds, emit }: Platform): void {
  api.resource('customers', 'customer', ['email']);
  api.post('/v1/customers', ({ form }) => {
    const customer = state.make('customer', seconds(), {
      email: text(form['email']) ?? null,
      name: text(form['name']) ?? null,
      phone: text(form['phone']) ?? null,
      balance: 0,
      currency: null,
      invoice_settings: { default_payment_method: null },
      preferred_locales: [],
      metadata: metadataOf(form['metadata']),
    });
    emit('customer.created', customer);
    return customer;
  });
  api.post('/v1/customers/:id', ({ form }, id) => {
    const customer = state.get('customer', id) ?? fail(missing('customer', id));
    for (const name of ['email', 'name', 'phone'] as const)
      if (form[name] !== undefined) customer[name] = text(form[name]) ?? null;
    Object.assign(customer.metadata, metadataOf(form['metadata']));
    state.changed();
    emit('customer.updated', customer);
    return customer;
  });
  api.delete('/v1/customers/:id', (_, id) => {
    const customer = state.get('customer', id) ?? fail(missing('customer', id));
    customer.deleted = true;
    state.changed();
    emit('customer.deleted', customer);
    return { id, object: 'customer', deleted: true };
  });
}
