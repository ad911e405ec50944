import type { Price } from './entities/catalog.ts';
import type { StripeState } from './state.ts';

const plans = [
  { tier: 'lite', name: 'Coding Plan Lite', month: 4_000, year: 38_400 },
  { tier: 'pro', name: 'Coding Plan Pro', month: 20_000, year: 192_000 },
  { tier: 'max', name: 'Coding Plan Max', month: 40_000, year: 384_000 },
] as const;

const packs = [
  { points: 100, amount: 1_000 },
  { points: 500, amount: 4_500 },
  { points: 2_000, amount: 16_000 },
] as const;

const currency = 'cny';

/** What the sandbox's shop offers, once; what is there stays as it is. */
export function stockShelves(state: StripeState, created: number): void {
  if (state.all('price').length > 0) return;
  const add = (fields: Pick<Price, 'lookup_key' | 'product' | 'unit_amount' | 'recurring' | 'metadata'>) =>
    state.make('price', created, {
      ...fields,
      active: true,
      billing_scheme: 'per_unit',
      currency,
      nickname: null,
      type: fields.recurring ? 'recurring' : 'one_time',
    });
  const product = (name: string) =>
    state.make('product', created, { active: true, name, description: null, metadata: {} }).id;
  for (const { tier, name, ...amounts } of plans) {
    const id = product(name);
    for (const interval of ['month', 'year'] as const)
      add({
        lookup_key: `plan_${tier}_${interval}`,
        product: id,
        unit_amount: amounts[interval],
        recurring: { interval, interval_count: 1, usage_type: 'licensed' },
        metadata: {},
      });
  }
  for (const { points, amount } of packs)
    add({
      lookup_key: `points_${points}`,
      product: product(`${points} 积分 / points`),
      unit_amount: amount,
      recurring: null,
      metadata: { points: String(points) },
    });
}
