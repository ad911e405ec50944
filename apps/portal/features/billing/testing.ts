/** A database, a simulated Stripe and its real SDK, for the tests of this room. */
import { randomUUID } from 'node:crypto';
import type { Db } from '@rockpool/db/client';
import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { startStripeEmulator, type StripeEmulator } from '../../../../e2e/emulators/stripe/start.ts';
import type { Card } from '../../../../e2e/emulators/stripe/payments.ts';
import { cachedCatalog } from './catalog-cache.ts';
import { buyPlan, buyPoints, type CheckoutDeps } from './start-checkout.ts';
import { stripeProvider } from './stripe.ts';

const apiKey = 'sk_test_billing';
export const webhookSecret = 'whsec_billing';
export const DAY_MS = 86_400_000;

export interface BillingBench {
  deps: CheckoutDeps;
  db: Db;
  database: TestDatabase;
  stripe: StripeEmulator;
  newUser(): Promise<string>;
  /** Opens the payment page of a pack; `pay` finishes it. Answers the session. */
  openPack(userId: string, lookupKey?: string): Promise<string>;
  /** The same for a plan, paid. */
  subscribe(userId: string, lookupKey?: string, card?: Card): Promise<string>;
  customerOf(userId: string): Promise<string>;
  balanceOf(userId: string): Promise<number>;
  /** What stands of the user's payments for plans, and of those for points. */
  netOf(userId: string): Promise<{ plans: number; points: number }>;
  close(): Promise<void>;
}

export async function createBillingBench(): Promise<BillingBench> {
  const database = await createTestDatabase();
  const stripe = await startStripeEmulator({ apiKey, retryMs: 20 });
  const provider = stripeProvider({ secretKey: apiKey, webhookSecret, apiUrl: stripe.url });
  const { db } = database;
  const deps = { db, provider, readCatalog: cachedCatalog(provider), origin: 'http://localhost:1' };
  let phones = 0;
  const sessionOf = (checkout: Awaited<ReturnType<typeof buyPoints>>) => {
    if (checkout.kind === 'refused') throw new Error(checkout.reason);
    return checkout.url.split('/').at(-1)!;
  };
  return {
    deps,
    db,
    database,
    stripe,
    async newUser() {
      const { id } = await db.user.create({ data: { phone: `+86137${String(++phones).padStart(8, '0')}` } });
      return id;
    },
    openPack: async (userId, lookupKey = 'points_100') =>
      sessionOf(await buyPoints(deps, { userId, lookupKey, key: randomUUID(), locale: 'zh' })),
    async subscribe(userId, lookupKey = 'plan_pro_month', card = 'works') {
      const request = { userId, lookupKey, key: randomUUID(), locale: 'zh' as const };
      const session = sessionOf(await buyPlan(deps, request));
      return stripe.pay(session, card).subscription!;
    },
    async customerOf(userId) {
      const { stripeCustomerId } = await db.user.findUniqueOrThrow({ where: { id: userId } });
      return stripeCustomerId!;
    },
    async balanceOf(userId) {
      const { _sum } = await db.pointEntry.aggregate({ where: { userId }, _sum: { points: true } });
      return _sum.points ?? 0;
    },
    async netOf(userId) {
      const [row] = await db.$queryRaw<{ plans: number; points: number }[]>`select
        (select coalesce(sum(amount - refunded_amount), 0)::int from plan_payments where user_id = ${userId}::uuid) as plans,
        (select coalesce(sum(amount - refunded_amount), 0)::int from purchases
          where user_id = ${userId}::uuid and paid_at is not null) as points`;
      return row!;
    },
    async close() {
      await stripe.close();
      await database.drop();
    },
  };
}
