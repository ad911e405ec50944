import { claim } from '@rockpool/db/ledger/claim';
import { everyoneIsPro, makeCampaign } from '@rockpool/db/ledger/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureCustomer } from './customer.ts';
import { syncCustomer } from './sync-customer.ts';
import { createBillingBench, type BillingBench } from './testing.ts';

let bench: BillingBench;
beforeAll(async () => (bench = await createBillingBench()));
afterAll(() => bench.close());

/** A provider that answers when it is let. */
function slowly() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { provider } = bench.deps;
  const asked: string[] = [];
  const slow = {
    ...provider,
    async createCustomer(user: { id: string; phone: string }) {
      asked.push(user.id);
      await promise;
      return provider.createCustomer(user);
    },
  };
  return { deps: { db: bench.db, provider: slow }, asked, answer: resolve };
}

test('a provider that hangs holds neither the database nor the claims of those who wait for it', async () => {
  const { deps, asked, answer } = slowly();
  // as many as the pool has connections
  const users = await Promise.all(Array.from({ length: 10 }, () => bench.newUser()));
  const making = users.map((userId) => ensureCustomer(deps, userId));
  await expect.poll(() => asked.length).toBe(users.length);
  const { id: campaignId } = await makeCampaign(bench.db);
  await bench.db.user.update({ where: { id: users[0]! }, data: { consentAt: new Date() } });
  expect(await claim(bench.db, everyoneIsPro, { userId: users[0]!, campaignId })).toMatchObject({
    kind: 'claimed',
  });
  answer();
  const customers = await Promise.all(making);
  expect(customers).toEqual(await Promise.all(users.map((userId) => bench.customerOf(userId))));
});

test('a customer that is found by its note holds up no claim of its user while the provider tells the rest', async () => {
  const userId = await bench.newUser();
  const { phone } = await bench.db.user.update({ where: { id: userId }, data: { consentAt: new Date() } });
  const { provider } = bench.deps;
  const customerId = await provider.createCustomer({ id: userId, phone });
  const { promise, resolve: answer } = Promise.withResolvers<void>();
  let asked = 0;
  const readCustomer: typeof provider.readCustomer = async (customer) => {
    asked += 1;
    await promise;
    return provider.readCustomer(customer);
  };
  const syncing = syncCustomer({ db: bench.db, provider: { ...provider, readCustomer } }, customerId);
  await expect.poll(() => asked).toBe(1);
  const { id: campaignId } = await makeCampaign(bench.db);
  const claiming = claim(bench.db, everyoneIsPro, { userId, campaignId });
  await expect.poll(() => bench.db.entitlement.count({ where: { userId } })).toBe(1);
  answer();
  expect(await syncing).toBe('synced');
  expect(await claiming).toMatchObject({ kind: 'claimed' });
  expect(await bench.customerOf(userId)).toBe(customerId);
});

test('clicks at the same time make one customer, and an account that is deleted meanwhile gets none', async () => {
  const { deps, asked, answer } = slowly();
  const [userId, leaving] = [await bench.newUser(), await bench.newUser()];
  const making = [userId, userId, leaving].map((each) => ensureCustomer(deps, each));
  await expect.poll(() => asked.length).toBe(2);
  await bench.db.user.update({ where: { id: leaving }, data: { deletedAt: new Date() } });
  answer();
  const [first, second, none] = await Promise.all(making);
  expect([second, none]).toEqual([first, null]);
  expect(await bench.customerOf(userId)).toBe(first);
  expect(
    bench.stripe.state.all('customer').filter(({ metadata }) => metadata['rockpool_user'] === userId),
  ).toHaveLength(1);
});
