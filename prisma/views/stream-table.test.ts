import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { system, writeAudit } from '../audit/write.ts';
import type { Db } from '../client.ts';
import { inTransaction } from '../ledger/connection.ts';
import { makeRunning, makeUsers } from '../ledger/testing.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { auditTable } from './audit.ts';
import { campaignSorts, campaignsTable } from './console-campaigns.ts';
import { codeSorts, codesTable } from './console-codes.ts';
import { instanceSorts, instancesTable } from './console-instances.ts';
import { membershipsTable, membershipSorts } from './console-memberships.ts';
import { staffSorts, staffTable } from './console-staff.ts';
import { tokenSorts, tokensTable } from './console-tokens.ts';
import { userSorts, usersTable, type UsersWish } from './console-users.ts';
import { waitingSorts, waitingTable } from './console-waiting.ts';
import {
  paymentEventSorts,
  paymentEventsTable,
  purchaseSorts,
  purchasesTable,
  subscriptionSorts,
  subscriptionsTable,
} from './payments.ts';
import { planPaymentSorts, planPaymentsTable } from './plan-payments.ts';
import { readTable, streamTable, type KeyedTableView } from './table.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

/** What is left of a file, from where it was read to. */
async function restOf<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

describe('a file of users that is read slowly', () => {
  const wish = (filters: UsersWish['filters'] = {}): UsersWish => ({
    sort: 'joined',
    descending: false,
    filters,
  });
  let ids: string[];
  beforeEach(async () => {
    await db.user.deleteMany({ where: { instance: null } });
    await makeUsers(db, 5);
    ids = (await restOf(streamTable(db, usersTable, wish(), 1_000))).map(({ id }) => id);
  });

  test('holds no connection while its reader takes their time, nor after it is left', async () => {
    const file = streamTable(db, usersTable, wish(), 1_000, 2);
    for (let read = 0; read < 3; read++) {
      await file.next();
      expect(db.pool.idleCount).toBe(db.pool.totalCount);
    }
    await file.return();
    expect(db.pool.idleCount).toBe(db.pool.totalCount);
  });

  test('has who was there at the start, as they are when their piece is read, none twice', async () => {
    const file = streamTable(db, usersTable, wish(), 1_000, 2);
    const first = await file.next();
    const [, , gone, changed, moved] = ids as [string, string, string, string, string];
    await makeUsers(db, 2);
    await db.user.delete({ where: { id: gone } });
    await db.user.update({ where: { id: changed }, data: { phone: '+8613700000001' } });
    // to the other end of the order
    await db.user.update({ where: { id: moved }, data: { createdAt: new Date(0) } });
    const rows = [first.value!, ...(await restOf(file))];
    expect(rows.map(({ id }) => id)).toEqual(ids.filter((id) => id !== gone));
    expect(rows.find(({ id }) => id === changed)?.phone).toBe('+8613700000001');
  });

  test('leaves out who does not match any more when their piece is read', async () => {
    const file = streamTable(db, usersTable, wish({ q: '+86139' }), 1_000, 2);
    await file.next();
    await db.user.update({ where: { id: ids[4]! }, data: { phone: '+8613700000002' } });
    expect((await restOf(file)).map(({ id }) => id)).toEqual(ids.slice(1, 4));
  });

  test('ends after as many as are allowed', async () => {
    const rows = await restOf(streamTable(db, usersTable, wish(), 3, 2));
    expect(rows.map(({ id }) => id)).toEqual(ids.slice(0, 3));
  });
});

describe('read in pieces, every table is what it is as a whole', () => {
  beforeAll(async () => {
    for (let i = 0; i < 5; i++) await addEach(i);
  });

  /** One more row of every table. */
  async function addEach(i: number): Promise<void> {
    const { userId } = await makeRunning(db, {});
    const { phone } = await db.user.findUniqueOrThrow({ where: { id: userId } });
    const at = new Date(Date.UTC(2026, 2, 1, i));
    await db.membership.create({ data: { phone, tier: 'pro', source: 'import', checkedAt: at } });
    await db.purchase.create({
      data: { userId, lookupKey: 'points_100', points: 100, amount: 1_000, currency: 'cny', createdAt: at },
    });
    const plan = { tier: 'pro', interval: 'month', lookupKey: 'plan_pro_month', state: 'active' };
    const subscriptionId = `sub_${i}`;
    await db.subscription.create({
      data: { ...plan, id: subscriptionId, userId, currentPeriodEnd: at, createdAt: at },
    });
    await db.planPayment.create({
      data: {
        ...{ id: `in_${i}`, userId, subscriptionId, reason: 'subscription_create' },
        ...{ amount: 20_000, currency: 'cny', state: 'paid', paidAt: at },
      },
    });
    const { id: campaignId } = await db.campaign.findFirstOrThrow();
    await db.waitingEntry.create({ data: { campaignId, userId, joinedAt: at } });
    await db.invitationCode.create({ data: { campaignId, code: `CODE${i}`, usesMax: 1, createdAt: at } });
    const { id: staffId } = await db.staff.create({ data: { email: `${i}@example.com`, role: 'admin' } });
    const token = { name: `token ${i}`, role: 'auditor', hint: 'abcd', createdAt: at };
    await db.apiToken.create({ data: { ...token, staffId, tokenHash: String(i) } });
    await db.stripeEvent.create({ data: { id: `evt_${i}`, type: 'invoice.paid', receivedAt: at } });
    await inTransaction(db, (connection) =>
      writeAudit(connection, system, { action: 'table.export', subject: { kind: 'table', id: String(i) } }),
    );
  }

  async function expectWhole<Row, Sort extends string>(
    view: KeyedTableView<Row, { sort: Sort; descending: boolean; filters: object }>,
    sorts: readonly Sort[],
  ) {
    for (const sort of sorts)
      for (const descending of [true, false]) {
        const wish = { sort, descending, filters: {} };
        const { rows } = await readTable(db, view, wish, { limit: 1_000, offset: 0 });
        expect(rows.length).toBeGreaterThanOrEqual(5);
        const pieces = await restOf(streamTable(db, view, wish, 1_000, 2));
        expect(pieces.map((row) => row[view.key])).toEqual(rows.map((row) => row[view.key]));
      }
  }

  test('users', () => expectWhole(usersTable, userSorts));
  test('instances', () => expectWhole(instancesTable, instanceSorts));
  test('campaigns', () => expectWhole(campaignsTable, campaignSorts));
  test('memberships', () => expectWhole(membershipsTable, membershipSorts));
  test('purchases', () => expectWhole(purchasesTable, purchaseSorts));
  test('subscriptions', () => expectWhole(subscriptionsTable, subscriptionSorts));
  test('plan payments', () => expectWhole(planPaymentsTable, planPaymentSorts));
  test('payment events', () => expectWhole(paymentEventsTable, paymentEventSorts));
  test('waiting lists', () => expectWhole(waitingTable, waitingSorts));
  test('invitation codes', () => expectWhole(codesTable, codeSorts));
  test('staff', () => expectWhole(staffTable, staffSorts));
  test('tokens', () => expectWhole(tokensTable, tokenSorts));
  test('the audit log', () => expectWhole(auditTable, ['id']));
});
