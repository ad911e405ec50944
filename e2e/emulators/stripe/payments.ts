import { ApiError } from './answers.ts';
import type { Metadata } from './entities/base.ts';
import type { Charge, Dispute, PaymentIntent, Refund } from './entities/payments.ts';
import type { Platform } from './platform.ts';

/** The vendor's test cards, by their last four digits. */
const cards = {
  works: { last4: '4242' },
  declined: { last4: '0002' },
  /** can be kept, and then every charge of it fails */
  failsLater: { last4: '0341' },
} as const;
export type Card = keyof typeof cards;

export const isCard = (name: unknown): name is Card => typeof name === 'string' && Object.hasOwn(cards, name);

/** Keeps a card with a customer as the one to charge. */
export function keepCard({ state, seconds }: Platform, customerId: string | null, card: Card): string {
  const { id } = state.make('payment_method', seconds(), {
    type: 'card',
    customer: customerId,
    card: { brand: 'visa', last4: cards[card].last4, exp_month: 12, exp_year: 2040 },
  });
  const customer = state.get('customer', customerId);
  if (customer) customer.invoice_settings = { default_payment_method: id };
  return id;
}

export const cardDeclined = () =>
  new ApiError(402, 'Your card was declined.', {
    type: 'card_error',
    code: 'card_declined',
    decline_code: 'generic_decline',
  });

interface Payment {
  amount: number;
  currency: string;
  customer: string | null;
  paymentMethod: string | null;
  metadata: Metadata;
  /** the first charge of a card that fails only later goes through */
  first: boolean;
}

/** Charges the card. A declined charge leaves its traces as the real one does. */
export function pay(
  platform: Platform,
  { amount, currency, customer, paymentMethod, metadata, first }: Payment,
) {
  const { state, seconds, emit } = platform;
  const last4 = state.get('payment_method', paymentMethod)?.card.last4;
  const succeeds = last4 === cards.works.last4 || (first && last4 === cards.failsLater.last4);
  const intent: PaymentIntent = state.make('payment_intent', seconds(), {
    amount,
    amount_received: succeeds ? amount : 0,
    currency,
    customer,
    last_payment_error: succeeds ? null : { type: 'card_error', code: 'card_declined' },
    latest_charge: null,
    metadata,
    payment_method: paymentMethod,
    status: succeeds ? 'succeeded' : 'requires_payment_method',
  });
  const charge: Charge = state.make('charge', seconds(), {
    amount,
    amount_captured: succeeds ? amount : 0,
    amount_refunded: 0,
    captured: succeeds,
    currency,
    customer,
    disputed: false,
    failure_code: succeeds ? null : 'card_declined',
    metadata,
    paid: succeeds,
    payment_intent: intent.id,
    payment_method: paymentMethod,
    receipt_url: succeeds ? `${platform.url()}/receipts/${intent.id}` : null,
    refunded: false,
    status: succeeds ? 'succeeded' : 'failed',
  });
  intent.latest_charge = charge.id;
  emit(succeeds ? 'payment_intent.succeeded' : 'payment_intent.payment_failed', intent);
  emit(succeeds ? 'charge.succeeded' : 'charge.failed', charge);
  return { intent, charge, succeeds };
}

/** Gives money back; `amount` absent = all that is left. */
export function refund(
  { state, seconds, emit }: Platform,
  charge: Charge,
  { amount, metadata = {}, reason = null }: { amount?: number; metadata?: Metadata; reason?: string | null },
): Refund {
  const left = charge.amount_captured - charge.amount_refunded;
  if (left <= 0)
    throw new ApiError(400, `Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
    });
  const wanted = amount ?? left;
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > left)
    throw new ApiError(
      400,
      `Refund amount (${wanted}) is greater than unrefunded amount on charge (${left})`,
      { param: 'amount' },
    );
  charge.amount_refunded += wanted;
  charge.refunded = charge.amount_refunded === charge.amount;
  const made: Refund = state.make('refund', seconds(), {
    amount: wanted,
    charge: charge.id,
    currency: charge.currency,
    metadata,
    payment_intent: charge.payment_intent,
    reason,
    status: 'succeeded',
  });
  emit('refund.created', { ...made, customer: charge.customer });
  emit('charge.refunded', charge);
  return made;
}

/** The card's bank takes the whole amount back until the dispute is decided. */
export function dispute({ state, seconds, emit }: Platform, charge: Charge): Dispute {
  charge.disputed = true;
  const made: Dispute = state.make('dispute', seconds(), {
    amount: charge.amount - charge.amount_refunded,
    charge: charge.id,
    currency: charge.currency,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason: 'fraudulent',
    status: 'needs_response',
  });
  emit('charge.dispute.created', made);
  return made;
}

export function closeDispute({ state, emit }: Platform, id: string, status: 'won' | 'lost'): Dispute {
  const found = state.get('dispute', id);
  if (!found) throw new ApiError(404, `No such dispute: '${id}'`, { code: 'resource_missing' });
  found.status = status;
  state.changed();
  emit('charge.dispute.closed', found);
  return found;
}
