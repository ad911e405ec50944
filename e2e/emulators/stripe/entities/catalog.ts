import type { Base, Metadata } from './base.ts';

export interface Product extends Base<'product'> {
  active: boolean;
  name: string;
  description: string | null;
  metadata: Metadata;
}

export interface Price extends Base<'price'> {
  active: boolean;
  billing_scheme: 'per_unit';
  currency: string;
  lookup_key: string | null;
  nickname: string | null;
  product: string;
  recurring: { interval: 'month' | 'year'; interval_count: number; usage_type: 'licensed' } | null;
  type: 'one_time' | 'recurring';
  unit_amount: number;
  metadata: Metadata;
}
