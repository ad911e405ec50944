import type { Base, List, Metadata } from './base.ts';
import type { Price } from './catalog.ts';

export interface LineItem {
  id: string;
  object: 'item';
  price: Price;
  quantity: number;
  amount_total: number;
  currency: string;
  description: string;
}

export interface CheckoutSession extends Base<'checkout.session'> {
  amount_subtotal: number;
  amount_total: number;
  cancel_url: string | null;
  client_reference_id: string | null;
  currency: string;
  customer: string | null;
  expires_at: number;
  invoice: string | null;
  /** sent only when expanded */
  line_items: List<LineItem>;
  locale: string | null;
  metadata: Metadata;
  mode: 'payment' | 'subscription';
  payment_intent: string | null;
  payment_method_types: string[];
  payment_status: 'paid' | 'unpaid' | 'no_payment_required';
  status: 'open' | 'complete' | 'expired';
  subscription: string | null;
  invoice_creation: { enabled: boolean };
  subscription_data: { metadata: Metadata };
  payment_intent_data: { metadata: Metadata };
  success_url: string | null;
  ui_mode: 'hosted_page';
  url: string | null;
}
