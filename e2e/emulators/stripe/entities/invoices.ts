import type { Base, List, Metadata } from './base.ts';

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
