/** What the API sends, as far as anybody here reads it. Instants are Unix seconds, amounts the currency's smallest unit. */

interface Base<Kind extends string> {
  id: string;
  object: Kind;
  created: number;
  livemode: false;
}

export type Metadata = Record<string, string>;

export interface List<T> {
  object: 'list';
  url: string;
  has_more: boolean;
  data: T[];
}

export interface Customer extends Base<'customer'> {
  email: string | null;
  name: string | null;
  phone: string | null;
  /** what later invoices take off; negative = the customer has credit */
  balance: number;
  currency: string | null;
  invoice_settings: { default_payment_method: string | null };
  preferred_locales: string[];
  metadata: Metadata;
  deleted?: true;
}

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

export interface PaymentMethod extends Base<'payment_method'> {
  type: 'card';
  customer: string | null;
  card: { brand: 'visa'; last4: string; exp_month: number; exp_year: number };
}

export interface PaymentIntent extends Base<'payment_intent'> {
  amount: number;
  amount_received: number;
  currency: string;
  customer: string | null;
  last_payment_error: object | null;
  latest_charge: string | null;
  metadata: Metadata;
  payment_method: string | null;
  status: 'succeeded' | 'requires_payment_method' | 'canceled';
}

export interface Charge extends Base<'charge'> {
  amount: number;
  amount_captured: number;
  amount_refunded: number;
  captured: boolean;
  currency: string;
  customer: string | null;
  disputed: boolean;
  failure_code: string | null;
  metadata: Metadata;
  paid: boolean;
  payment_intent: string;
  payment_method: string | null;
  receipt_url: string | null;
  refunded: boolean;
  status: 'succeeded' | 'failed';
}

export interface Refund extends Base<'refund'> {
  amount: number;
  charge: string;
  currency: string;
  metadata: Metadata;
  payment_intent: string;
  reason: string | null;
  status: 'succeeded' | 'failed';
}

export interface Dispute extends Base<'dispute'> {
  amount: number;
  charge: string;
  currency: string;
  metadata: Metadata;
  payment_intent: string;
  reason: string;
  status: 'needs_response' | 'won' | 'lost';
}

export interface SubscriptionItem {
  id: string;
  object: 'subscription_item';
  created: number;
  current_period_start: number;
  current_period_end: number;
  metadata: Metadata;
  price: Price;
  quantity: number;
  subscription: string;
}

export interface Subscription extends Base<'subscription'> {
  billing_cycle_anchor: number;
  cancel_at: number | null;
  cancel_at_period_end: boolean;
  canceled_at: number | null;
  collection_method: 'charge_automatically';
  currency: string;
  customer: string;
  default_payment_method: string | null;
  ended_at: number | null;
  items: List<SubscriptionItem>;
  latest_invoice: string | null;
  metadata: Metadata;
  start_date: number;
  status: 'active' | 'past_due' | 'canceled' | 'unpaid' | 'incomplete';
}

/** What paid an invoice, or tries to. */
export interface InvoicePayment extends Base<'invoice_payment'> {
  amount_paid: number | null;
  amount_requested: number;
  currency: string;
  invoice: string;
  is_default: boolean;
  payment: { type: 'payment_intent'; payment_intent: string };
  status: 'open' | 'paid' | 'canceled';
  status_transitions: { canceled_at: number | null; paid_at: number | null };
}

export interface InvoiceLine {
  id: string;
  object: 'line_item';
  amount: number;
  currency: string;
  description: string;
  period: { start: number; end: number };
}

/** Takes from a paid invoice: as a refund, as credit for later invoices, or outside of the vendor. */
export interface CreditNote extends Base<'credit_note'> {
  amount: number;
  currency: string;
  customer: string;
  invoice: string;
  number: string;
  out_of_band_amount: number | null;
  post_payment_amount: number;
  pre_payment_amount: number;
  refunds: { amount_refunded: number; refund: string }[];
  status: 'issued' | 'void';
  type: 'post_payment';
}

export interface Invoice extends Base<'invoice'> {
  amount_due: number;
  amount_paid: number;
  amount_remaining: number;
  attempt_count: number;
  billing_reason: 'manual' | 'subscription_create' | 'subscription_cycle' | 'subscription_update';
  currency: string;
  customer: string;
  hosted_invoice_url: string;
  lines: List<InvoiceLine>;
  next_payment_attempt: number | null;
  number: string;
  /** null: of a payment without a subscription */
  parent: {
    type: 'subscription_details';
    subscription_details: { subscription: string; metadata: Metadata };
  } | null;
  /** sent only when expanded */
  payments: List<InvoicePayment>;
  /** of what was added to it, which is the period before the one it pays for */
  period_end: number;
  period_start: number;
  post_payment_credit_notes_amount: number;
  status: 'open' | 'paid' | 'uncollectible';
  status_transitions: { finalized_at: number; paid_at: number | null };
  total: number;
}

export interface WebhookEndpoint extends Base<'webhook_endpoint'> {
  enabled_events: string[];
  metadata: Metadata;
  secret: string;
  status: 'enabled' | 'disabled';
  url: string;
}

export interface PortalSession extends Base<'billing_portal.session'> {
  customer: string;
  flow: { type: string } | null;
  locale: string | null;
  return_url: string | null;
  url: string;
}

export interface StripeEvent extends Base<'event'> {
  api_version: string;
  data: { object: object };
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
}

/** Each kind by its name in the API. */
export interface Kinds {
  customer: Customer;
  product: Product;
  price: Price;
  'checkout.session': CheckoutSession;
  payment_method: PaymentMethod;
  payment_intent: PaymentIntent;
  charge: Charge;
  refund: Refund;
  dispute: Dispute;
  subscription: Subscription;
  invoice: Invoice;
  invoice_payment: InvoicePayment;
  credit_note: CreditNote;
  webhook_endpoint: WebhookEndpoint;
  'billing_portal.session': PortalSession;
  event: StripeEvent;
}
export type Kind = keyof Kinds;
export type Thing = Kinds[Kind];

export const idPrefix: Record<Kind, string> = {
  customer: 'cus_',
  product: 'prod_',
  price: 'price_',
  'checkout.session': 'cs_test_',
  payment_method: 'pm_',
  payment_intent: 'pi_',
  charge: 'ch_',
  refund: 're_',
  dispute: 'du_',
  subscription: 'sub_',
  invoice: 'in_',
  invoice_payment: 'inpay_',
  credit_note: 'cn_',
  webhook_endpoint: 'we_',
  'billing_portal.session': 'bps_',
  event: 'evt_',
};
