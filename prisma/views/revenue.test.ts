import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appNow } from '../clock.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { readRevenue } from './revenue.ts';

let database: TestDatabase;
let userId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  const user = await database.db.user.create({ data: { phone: '+8613900000001' } });
  userId = user.id;
  await database.db.subscription.create({
    data: {
      id: 'sub_1',
      userId,
      tier: 'pro',
      interval: 'month',
      lookupKey: 'plan_pro_month',
      state: 'active',
      currentPeriodEnd: new Date(),
      createdAt: new Date(),
    },
  });
});
afterAll(() => database.drop());

interface Paid {
  kind: 'points' | 'plans';
  amount: number;
  refunded: number;
  currency: string;
  state: 'paid' | 'disputed';
  minutesAgo: number;
}
let made = 0;

async function write(payments: readonly Paid[], now: Date): Promise<void> {
  const { db } = database;
  await db.planPayment.deleteMany();
  await db.purchase.deleteMany();
  for (const { kind, amount, refunded, currency, state, minutesAgo } of payments) {
    const paidAt = new Date(now.getTime() - minutesAgo * 60_000);
    const facts = { userId, amount, refundedAmount: refunded, currency, state, paidAt };
    if (kind === 'points')
      await db.purchase.create({ data: { ...facts, lookupKey: 'points_100', points: 100 } });
    else
      await db.planPayment.create({
        data: { ...facts, id: `in_${++made}`, subscriptionId: 'sub_1', reason: 'subscription_cycle' },
      });
  }
}

/** In China there is no summer time, so a day is simple arithmetic. */
const dayOf = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);

test('of a service where nobody paid is nothing, and an order that is not paid counts for nothing', async () => {
  await write([], new Date());
  await database.db.purchase.create({
    data: { userId, lookupKey: 'points_100', points: 100, amount: 1_000, currency: 'cny' },
  });
  expect(await readRevenue(database.db)).toEqual([]);
});

test('a disputed payment counts for nothing, and refunds are taken off on the day of the payment', async () => {
  const paid = { kind: 'plans', amount: 200, refunded: 0, currency: 'cny', minutesAgo: 0 } as const;
  await write(
    [
      { ...paid, state: 'disputed' },
      { ...paid, state: 'paid', refunded: 50 },
    ],
    await appNow(database.db),
  );
  const [cny] = await readRevenue(database.db);
  expect(cny!.days.at(-1)).toMatchObject({ points: 0, plans: 150 });
});

test('days and months of each currency are the naive sums of what was paid', async () => {
  const payment = fc
    .record({
      kind: fc.constantFrom('points' as const, 'plans' as const),
      amount: fc.integer({ min: 1, max: 1_000_000 }),
      share: fc.constantFrom(0, 0, 0.3, 1),
      currency: fc.constantFrom('cny', 'usd', 'jpy'),
      state: fc.constantFrom('paid' as const, 'paid' as const, 'disputed' as const),
      minutesAgo: fc.oneof(fc.integer({ min: 0, max: 15 * 1440 }), fc.integer({ min: 0, max: 360 * 1440 })),
    })
    .map(({ share, ...rest }) => ({ ...rest, refunded: Math.floor(rest.amount * share) }));
  await fc.assert(
    fc.asyncProperty(fc.array(payment, { maxLength: 12 }), async (payments) => {
      const now = await appNow(database.db);
      await write(payments, now);
      const seen = await readRevenue(database.db);
      for (const { currency, days, months } of seen) {
        expect([days.length, months.length]).toEqual([14, 12]);
        expect([days.at(-1)!.at, months.at(-1)!.at]).toEqual([dayOf(now), dayOf(now).slice(0, 7)]);
        for (const { at, ...sums } of [...days, ...months])
          for (const kind of ['points', 'plans'] as const) {
            const naive = payments
              .filter((each) => each.kind === kind && each.currency === currency && each.state === 'paid')
              .filter((each) => dayOf(new Date(now.getTime() - each.minutesAgo * 60_000)).startsWith(at))
              .reduce((sum, { amount, refunded }) => sum + amount - refunded, 0);
            expect(sums[kind], `${currency} ${at} ${kind}`).toBe(naive);
          }
      }
      const first = dayOf(now).slice(0, 7);
      const oldest = `${Number(first.slice(0, 4)) - 1}${first.slice(4)}`;
      const recent = payments.filter(
        (each) => dayOf(new Date(now.getTime() - each.minutesAgo * 60_000)).slice(0, 7) > oldest,
      );
      expect(seen.map(({ currency }) => currency).sort()).toEqual(
        [...new Set(recent.map(({ currency }) => currency))].sort(),
      );
    }),
    { numRuns: 25 },
  );
});
