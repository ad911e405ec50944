import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Actor } from '../audit/write.ts';
import { makeUsers } from '../ledger/testing.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { readTable } from '../views/table.ts';
import { paymentEventsTable, purchasesTable, subscriptionsTable } from '../views/payments.ts';
import { refundPurchase, type RefundPort } from './payments.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const operator: Actor = { kind: 'staff', id: 's', name: 'ops@example.com', role: 'operator', address: '::1' };
const asked: string[] = [];
const port: RefundPort = (request) => {
  asked.push(`${request.paymentIntentId} ${request.amount} ${request.key}`);
  return Promise.resolve({ kind: 'refunded', refundId: 're_1' });
};
beforeEach(() => void asked.splice(0));

let made = 0;
async function purchase(fields: { state?: string; refundedAmount?: number } = {}) {
  const [userId] = await makeUsers(database.db, 1);
  await database.db.user.update({ where: { id: userId! }, data: { stripeCustomerId: `cus_${++made}` } });
  return database.db.purchase.create({
    data: {
      userId: userId!,
      lookupKey: 'points_100',
      points: 100,
      amount: 1_000,
      currency: 'cny',
      state: 'paid',
      stripePaymentIntentId: `pi_${made}`,
      ...fields,
    },
  });
}
const run = (
  purchaseId: string,
  more: { amount?: number | null; key?: string; actor?: Actor; with?: RefundPort } = {},
) =>
  refundPurchase(database.db, more.with ?? port, more.actor ?? operator, {
    purchaseId,
    amount: more.amount ?? null,
    key: more.key ?? 'k',
    reason: 'not needed',
  });
const audited = (id: string) => database.db.auditEntry.count({ where: { subjectId: id } });
const jobs = async (customer: string) => {
  const rows = await database.db.$queryRaw<unknown[]>`
    select 1 from graphile_worker.jobs where key = ${`stripe-sync:${customer}`}`;
  return rows.length;
};

test('a refund is logged, asked for under one key, and its customer is synced', async () => {
  const { id, stripePaymentIntentId } = await purchase();
  expect(await run(id)).toEqual({ kind: 'refunded', refundId: 're_1' });
  expect(asked).toEqual([`${stripePaymentIntentId} null operator-refund:${id}:k`]);
  expect([await audited(id), await jobs(`cus_${made}`)]).toEqual([1, 1]);
});

test('lost between log and provider, the same request again finishes it and logs nothing more', async () => {
  const { id } = await purchase();
  await expect(run(id, { with: () => Promise.reject(new Error('killed')) })).rejects.toThrow('killed');
  expect(await audited(id)).toBe(1);
  expect(await run(id)).toMatchObject({ kind: 'refunded' });
  expect(await audited(id)).toBe(1);
});

test.each([
  ['never paid', { state: 'open' }, null, { kind: 'not_refundable', state: 'open' }],
  [
    'back already',
    { state: 'refunded', refundedAmount: 1_000 },
    null,
    { kind: 'not_refundable', state: 'refunded' },
  ],
  [
    'more than is left',
    { state: 'partly_refunded', refundedAmount: 600 },
    401,
    { kind: 'too_much', left: 400, currency: 'cny' },
  ],
])('%s: refused with the fact, nobody is asked, nothing is logged', async (_, fields, amount, expected) => {
  const { id } = await purchase(fields);
  expect(await run(id, { amount })).toEqual(expected);
  expect([asked, await audited(id)]).toEqual([[], 0]);
});

test('an auditor may not, and what is not there is not found', async () => {
  const { id } = await purchase();
  expect(await run(id, { actor: { ...operator, role: 'auditor' } })).toMatchObject({ kind: 'forbidden' });
  expect(await run('nonsense')).toEqual({ kind: 'not_found' });
  expect(await run('0190a000-0000-7000-8000-000000000000')).toEqual({ kind: 'not_found' });
  expect(asked).toEqual([]);
});

test('the tables find by phone and state, and count all pages', async () => {
  const { id, userId } = await purchase({ state: 'disputed' });
  const { phone } = await database.db.user.findUniqueOrThrow({ where: { id: userId } });
  const slice = { limit: 10, offset: 0 };
  const wish = {
    sort: 'created',
    descending: true,
    filters: { q: phone.slice(3), state: 'disputed' },
  } as const;
  const found = await readTable(database.db, purchasesTable, wish, slice);
  expect([found.total, found.rows[0]?.id]).toEqual([1, id]);
  const none = { sort: 'created', descending: false, filters: { q: '%' } } as const;
  expect((await readTable(database.db, subscriptionsTable, none, slice)).rows).toEqual([]);
  const events = { sort: 'received', descending: true, filters: { worked: 'no' } } as const;
  expect((await readTable(database.db, paymentEventsTable, events, slice)).total).toBe(0);
});
