/** The calls of Stripe's SDK. */
import Stripe from 'stripe';
import type {
  CheckoutState,
  GiveBackState,
  PaymentProvider,
  PlanPaymentState,
  Refunded,
  SubscriptionState,
} from './provider.ts';
import {
  catalogOf,
  checkoutOf,
  disputeOf,
  eventOf,
  idOf,
  planPaymentOf,
  refundOf,
  subscriptionOf,
} from './stripe-shapes.ts';

export interface StripeOptions {
  secretKey: string;
  webhookSecret: string;
  /** null = Stripe itself */
  apiUrl: string | null;
  timeoutMs?: number;
}

const pageSize = 100;
/** an older signature is a replay */
const toleranceSeconds = 300;

export function stripeProvider({
  secretKey,
  webhookSecret,
  apiUrl,
  timeoutMs = 10_000,
}: StripeOptions): PaymentProvider {
  const own = apiUrl === null ? null : new URL(apiUrl);
  const stripe = new Stripe(secretKey, {
    telemetry: false,
    maxNetworkRetries: 2,
    timeout: timeoutMs,
    ...(own && {
      host: own.hostname,
      port: own.port || (own.protocol === 'https:' ? 443 : 80),
      protocol: own.protocol === 'https:' ? 'https' : 'http',
    }),
  });

  return {
    async catalog() {
      const found = new Map<string, Stripe.Price>();
      for await (const price of stripe.prices.list({ active: true, limit: pageSize }))
        if (price.lookup_key) found.set(price.lookup_key, price);
      return catalogOf([...found.values()]);
    },
    async createCustomer({ id, phone }) {
      const customer = await stripe.customers.create(
        { phone, metadata: { rockpool_user: id } },
        { idempotencyKey: `customer:${id}` },
      );
      return customer.id;
    },
    async userOf(customerId) {
      const customer = await unlessMissing(stripe.customers.retrieve(customerId));
      return customer && !customer.deleted ? (customer.metadata['rockpool_user'] ?? null) : null;
    },
    async createCheckout({ customerId, priceId, key, purchaseId, successUrl, cancelUrl, locale }) {
      const metadata = purchaseId === null ? { order: key } : { purchase: purchaseId };
      try {
        const { id, url } = await stripe.checkout.sessions.create(
          {
            mode: purchaseId === null ? 'subscription' : 'payment',
            customer: customerId,
            line_items: [{ price: priceId, quantity: 1 }],
            success_url: successUrl,
            cancel_url: cancelUrl,
            locale,
            metadata,
            ...(purchaseId !== null && { payment_intent_data: { metadata } }),
          },
          { idempotencyKey: key },
        );
        return { id, url };
      } catch (error) {
        if (isMissing(error) && error.param === 'customer') return 'customer_missing';
        throw error;
      }
    },
    async readCheckout(sessionId) {
      const session = await unlessMissing(stripe.checkout.sessions.retrieve(sessionId));
      return session && checkoutOf(session);
    },
    expirePlanCheckouts: (customer, exceptKey) =>
      expireOpen(
        stripe,
        customer,
        ({ mode, metadata }) => mode === 'subscription' && metadata?.['order'] !== exceptKey,
      ),
    async expireCheckout(sessionId) {
      await stripe.checkout.sessions.expire(sessionId).catch(unlessOver);
    },
    async expireCheckouts(customer) {
      await unlessMissing(expireOpen(stripe, customer, () => true));
    },
    async createPortal({ customerId, returnUrl, locale }) {
      const session = await stripe.billingPortal.sessions.create({
        customer: customerId,
        return_url: returnUrl,
        locale,
      });
      return session.url;
    },
    async readCustomer(customer) {
      const known = await unlessMissing(stripe.customers.retrieve(customer));
      if (!known) return null;
      const subscriptions: SubscriptionState[] = [];
      const query = { customer, limit: pageSize };
      const expand = ['data.latest_invoice'];
      for await (const each of stripe.subscriptions.list({ ...query, status: 'all', expand }))
        subscriptions.push(subscriptionOf(each));
      const checkouts: CheckoutState[] = [];
      for await (const each of stripe.checkout.sessions.list(query)) checkouts.push(checkoutOf(each));
      const planPayments: PlanPaymentState[] = [];
      const paid = { ...query, status: 'paid' as const, expand: ['data.payments'] };
      for await (const invoice of stripe.invoices.list(paid)) {
        const noted = invoice.post_payment_credit_notes_amount > 0;
        const elsewhere = noted ? await creditedElsewhere(stripe, invoice.id) : 0;
        const payment = planPaymentOf(invoice, elsewhere);
        if (payment) planPayments.push(payment);
      }
      const giveBacks: GiveBackState[] = [];
      for await (const charge of stripe.charges.list(query)) {
        if (charge.amount_refunded > 0 || charge.refunded)
          for await (const each of stripe.refunds.list({ charge: charge.id, limit: pageSize }))
            giveBacks.push(refundOf(each, charge));
        if (charge.disputed)
          for await (const each of stripe.disputes.list({ charge: charge.id, limit: pageSize }))
            giveBacks.push(disputeOf(each, charge));
      }
      return { subscriptions, checkouts, planPayments, giveBacks };
    },
    async customerOfPayment(paymentIntentId) {
      const intent = await unlessMissing(stripe.paymentIntents.retrieve(paymentIntentId));
      return intent ? idOf(intent.customer) : null;
    },
    refund: ({ paymentIntentId, amount, key }) => giveBack(stripe, paymentIntentId, { amount, key }),
    async refundInvoice({ invoiceId, amount, key }) {
      const invoice = await unlessMissing(stripe.invoices.retrieve(invoiceId, { expand: ['payments'] }));
      const [one, ...others] = (invoice && planPaymentOf(invoice, 0)?.payments) ?? [];
      if (!one || others.length > 0) return { kind: 'not_one_payment' };
      return giveBack(stripe, one.paymentIntentId, { amount, key });
    },
    async receiptUrl(paymentIntentId) {
      const intent = await unlessMissing(
        stripe.paymentIntents.retrieve(paymentIntentId, { expand: ['latest_charge'] }),
      );
      const charge = intent?.latest_charge;
      return typeof charge === 'object' ? (charge?.receipt_url ?? null) : null;
    },
    async invoiceUrl(invoiceId) {
      const invoice = await unlessMissing(stripe.invoices.retrieve(invoiceId));
      return invoice?.hosted_invoice_url ?? null;
    },
    verifyEvent(body, signature) {
      try {
        return eventOf(stripe.webhooks.constructEvent(body, signature, webhookSecret, toleranceSeconds));
      } catch (error) {
        if (error instanceof Stripe.errors.StripeSignatureVerificationError || error instanceof SyntaxError)
          return null;
        throw error;
      }
    },
  };
}

const isMissing = (error: unknown): error is Stripe.errors.StripeInvalidRequestError =>
  error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing';

const unlessMissing = <T>(call: Promise<T>): Promise<T | null> =>
  call.catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });

async function expireOpen(
  stripe: Stripe,
  customer: string,
  isMeant: (session: Stripe.Checkout.Session) => boolean,
): Promise<void> {
  const open = stripe.checkout.sessions.list({ customer, status: 'open', limit: pageSize });
  for await (const session of open)
    if (isMeant(session)) await stripe.checkout.sessions.expire(session.id).catch(unlessOver);
}

/** A session that ended by itself meanwhile needs no ending. */
function unlessOver(error: unknown): void {
  if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
}

/** Once per key: the provider forgets idempotency keys after a day, but the note on the refund stays. */
async function giveBack(
  stripe: Stripe,
  paymentId: string,
  { amount, key }: { amount: number | null; key: string },
): Promise<Refunded> {
  // a payment from before there were intents is its charge
  const payment = paymentId.startsWith('pi_') ? { payment_intent: paymentId } : { charge: paymentId };
  for await (const { id, metadata } of stripe.refunds.list({ ...payment, limit: pageSize }))
    if (metadata?.['rockpool_request'] === key) return { kind: 'refunded', refundId: id };
  try {
    const made = await stripe.refunds.create(
      { ...payment, metadata: { rockpool_request: key }, ...(amount !== null && { amount }) },
      { idempotencyKey: key },
    );
    return { kind: 'refunded', refundId: made.id };
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
    return { kind: 'refused', because: error.message };
  }
}

/** Refunds that credit notes made are refunds of the payment, and what they put to the customer's credit is no money back. */
async function creditedElsewhere(stripe: Stripe, invoice: string): Promise<number> {
  let sum = 0;
  for await (const note of stripe.creditNotes.list({ invoice, limit: pageSize }))
    if (note.status === 'issued') sum += note.out_of_band_amount ?? 0;
  return sum;
}
