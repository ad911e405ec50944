import { db } from '../../db.ts';
import { env } from '../../env.ts';
import { cachedCatalog, type ReadCatalog } from './catalog-cache.ts';
import type { PaymentProvider } from './provider.ts';
import type { CheckoutDeps } from './start-checkout.ts';
import { stripeProvider } from './stripe.ts';

// on globalThis because Next loads a module once per bundle, and all share what was asked last
const shared = globalThis as typeof globalThis & {
  rockpoolBilling?: { provider: PaymentProvider; readCatalog: ReadCatalog };
};

/** Payments' surroundings in this process; null when nothing is sold here. */
export function billingDeps(): CheckoutDeps | null {
  const { stripe, origin } = env();
  if (!stripe) return null;
  if (!shared.rockpoolBilling) {
    const provider = stripeProvider(stripe);
    shared.rockpoolBilling = { provider, readCatalog: cachedCatalog(provider) };
  }
  return { db: db(), origin, ...shared.rockpoolBilling };
}
