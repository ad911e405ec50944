import { listOf } from '../answers.ts';
import type { Platform } from '../platform.ts';
import { many, pagingOf, text, type ApiRoutes } from './api.ts';

/** Products and prices; `lookup_keys` and `active` narrow the list of prices. */
export function catalogRoutes(api: ApiRoutes, { state }: Platform): void {
  api.resource('products', 'product', ['active']);
  api.get('/v1/prices', ({ form }) => {
    const keys = many(form['lookup_keys']);
    const active = text(form['active']);
    const prices = state
      .all('price')
      .filter((price) => keys.length === 0 || (price.lookup_key !== null && keys.includes(price.lookup_key)))
      .filter((price) => active === undefined || String(price.active) === active);
    return listOf('/v1/prices', prices, pagingOf(form));
  });
}
