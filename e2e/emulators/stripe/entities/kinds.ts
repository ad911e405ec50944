import type { Price, Product } from './catalog.ts';
import type { CheckoutSession } from './checkout.ts';
import type { Customer, PaymentMethod, PortalSession } from './customers.ts';
import type { StripeEvent, WebhookEndpoint } from './events.ts';
import type { CreditNote, Invoice, InvoicePayment } from './invoices.ts';
import type { Charge, Dispute, PaymentIntent, Refund } from './payments.ts';
import type { Subscription } from './subscriptions.ts';

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
