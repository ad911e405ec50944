import type { Base, Metadata } from './base.ts';

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
