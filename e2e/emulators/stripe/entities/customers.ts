import type { Base, Metadata } from './base.ts';

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

export interface PaymentMethod extends Base<'payment_method'> {
  type: 'card';
  customer: string | null;
  card: { brand: 'visa'; last4: string; exp_month: number; exp_year: number };
}

export interface PortalSession extends Base<'billing_portal.session'> {
  customer: string;
  flow: { type: string } | null;
  locale: string | null;
  return_url: string | null;
  url: string;
}
