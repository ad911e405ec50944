import type { Interval } from '@rockpool/db/domain/price-key';
import type { Tier } from '@rockpool/db/domain/plan';

/** Amounts are in the currency's smallest unit, currencies in lower case. */
export interface Money {
  amount: number;
  currency: string;
}

export interface PlanOffer extends Money {
  lookupKey: string;
  priceId: string;
  tier: Tier;
  interval: Interval;
}

export interface PackOffer extends Money {
  lookupKey: string;
  priceId: string;
  points: number;
}

/** What is sold now; empty parts are not sold. Plans and packs from the smallest. */
export interface Catalog {
  plans: PlanOffer[];
  packs: PackOffer[];
}

export interface SubscriptionState {
  id: string;
  lookupKey: string | null;
  /** the provider's word */
  state: string;
  currentPeriodEnd: Date;
  cancelAtPeriodEnd: boolean;
  pastDueSince: Date | null;
  createdAt: Date;
}

export interface CheckoutState extends Money {
  id: string;
  customerId: string | null;
  /** null: not a purchase of points */
  purchaseId: string | null;
  subscriptionId: string | null;
  paymentIntentId: string | null;
  state: 'open' | 'paid' | 'expired' | 'processing';
  /** where it is paid; null once it is over */
  url: string | null;
}

/** A paid invoice of a subscription; never one of a pack. */
export interface PlanPaymentState extends Money {
  id: string;
  subscriptionId: string;
  /** as people read it on the invoice */
  number: string | null;
  /** the provider's word */
  reason: string;
  periodStart: Date | null;
  periodEnd: Date | null;
  paidAt: Date;
  /** what paid it; one payment may pay several invoices */
  payments: { paymentIntentId: string; amount: number }[];
  /** given back by other ways than those payments, as credit notes say */
  givenBackElsewhere: number;
}

/** A refund or a dispute of a payment. */
export interface GiveBackState {
  id: string;
  kind: 'refund' | 'dispute';
  /** of a payment from before there were intents: the charge */
  paymentIntentId: string;
  amount: number;
  /** false: it failed or was cancelled, or the dispute was won */
  stands: boolean;
  createdAt: Date;
}

/** All that the provider knows of one customer now. */
export interface CustomerState {
  subscriptions: SubscriptionState[];
  checkouts: CheckoutState[];
  planPayments: PlanPaymentState[];
  giveBacks: GiveBackState[];
}

/** A verified event: it says whom to ask about, nothing else of it is believed. */
export interface ProviderEvent {
  id: string;
  type: string;
  customerId: string | null;
  /** for things that name their customer only through a payment */
  paymentIntentId: string | null;
}

export interface NewCheckout {
  customerId: string;
  priceId: string;
  /** the same key again gives the same session */
  key: string;
  /** null: a subscription */
  purchaseId: string | null;
  successUrl: string;
  cancelUrl: string;
  locale: 'zh' | 'en';
}

export type Refunded = { kind: 'refunded'; refundId: string } | { kind: 'refused'; because: string };

/**
 * The payment provider. Every call may throw when the provider cannot be reached or answers an error; nothing was lost then,
 * and the call may be made again.
 */
export interface PaymentProvider {
  catalog(): Promise<Catalog>;
  /** Once per user within a day; later a second customer could arise, which then has nothing. */
  createCustomer(user: { id: string; phone: string }): Promise<string>;
  /** Our user whom the customer was made for; null = made by somebody else, or not there. */
  userOf(customerId: string): Promise<string | null>;
  createCheckout(checkout: NewCheckout): Promise<{ id: string; url: string | null } | 'customer_missing'>;
  /** Null: there is none of this id. */
  readCheckout(sessionId: string): Promise<CheckoutState | null>;
  /** Ends open sessions that would begin a subscription, so that two tabs do not buy two plans; all but the one of this key. */
  expirePlanCheckouts(customerId: string, exceptKey: string): Promise<void>;
  /** Ends one session, so that it cannot be paid any more. One that is over, paid or not, stays as it is. */
  expireCheckout(sessionId: string): Promise<void>;
  /** Ends every open session of the customer; none of them can be paid any more. */
  expireCheckouts(customerId: string): Promise<void>;
  /** Address of the page where the customer changes plan, card and end. */
  createPortal(portal: { customerId: string; returnUrl: string; locale: 'zh' | 'en' }): Promise<string>;
  /** Null: the provider does not know the customer. */
  readCustomer(customerId: string): Promise<CustomerState | null>;
  customerOfPayment(paymentIntentId: string): Promise<string | null>;
  /** `amount` null: all that is left. The same key again gives back nothing more. */
  refund(request: { paymentIntentId: string; amount: number | null; key: string }): Promise<Refunded>;
  /** The same of a paid invoice. `not_one_payment`: several payments or none paid it here, and nothing was done. */
  refundInvoice(request: {
    invoiceId: string;
    amount: number;
    key: string;
  }): Promise<Refunded | { kind: 'not_one_payment' }>;
  /** Null: nothing to show yet. */
  receiptUrl(paymentIntentId: string): Promise<string | null>;
  /** The provider's page of an invoice, good for some weeks; null: there is none. */
  invoiceUrl(invoiceId: string): Promise<string | null>;
  /** Null: not signed by the provider for us, altered, or too old. */
  verifyEvent(body: string, signature: string): ProviderEvent | null;
}
