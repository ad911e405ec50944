import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Db } from '../client.ts';
import { makeRunning, makeUsers } from '../ledger/testing.ts';
import { giveDays } from '../operations/users.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { instanceSorts, instancesTable } from './console-instances.ts';
import { readUserFacts } from './console-user.ts';
import { historyKinds, userHistory } from './console-user-history.ts';
import { userSorts, usersTable, type UsersWish } from './console-users.ts';
import { planPaymentsTable, type PlanPaymentsWish } from './plan-payments.ts';
import { readTable } from './table.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

const slice = { limit: 50, offset: 0 };
const wish = (change: Partial<UsersWish> = {}): UsersWish => ({
  sort: 'joined',
  descending: true,
  filters: {},
  ...change,
});

describe('the table of users', () => {
  test('shows plan with its source, campaigns, days, points and phase of each', async () => {
    const { userId, instanceId } = await makeRunning(db, { points: 7 });
    const { phone } = await db.user.findUniqueOrThrow({ where: { id: userId } });
    await db.membership.create({ data: { phone, tier: 'lite', source: 'import' } });
    await db.membershipAnswer.create({ data: { phone, tier: 'max', checkedAt: new Date() } });
    const { rows, total } = await readTable(db, usersTable, wish({ filters: { q: phone.slice(5) } }), slice);
    expect(total).toBe(1);
    expect(rows[0]).toMatchObject({
      ...{ id: userId, phone, tier: 'max', plan_source: 'api', available_days: 1, points: 7 },
      ...{ instance_id: instanceId, phase: 'provisioning', campaigns: [{ zh: '活动', en: 'Campaign' }] },
    });
  });

  test('has every user on one page alone, whatever the order', async () => {
    await makeUsers(db, 7);
    const { total } = await readTable(db, usersTable, wish(), slice);
    for (const sort of userSorts)
      for (const descending of [true, false]) {
        const ids: string[] = [];
        for (let offset = 0; offset < total; offset += 3)
          ids.push(
            ...(await readTable(db, usersTable, wish({ sort, descending }), { limit: 3, offset })).rows.map(
              ({ id }) => id,
            ),
          );
        expect(new Set(ids).size).toBe(total);
      }
  });

  test('takes what is searched for as letters, not as a pattern or as SQL', async () => {
    for (const q of ['%', '_', `' or true --`, '\\'])
      expect((await readTable(db, usersTable, wish({ filters: { q } }), slice)).total).toBe(0);
  });

  test.each<UsersWish['filters']>([
    { plan: 'none', computer: 'no' },
    { plan: 'pro', computer: 'yes', phase: 'running' },
  ])('filters by %j', async (filters) => {
    const { rows } = await readTable(db, usersTable, wish({ filters }), slice);
    for (const row of rows) {
      expect(row.tier).toBe(filters.plan === 'none' ? null : filters.plan);
      expect(row.instance_id === null).toBe(filters.computer === 'no');
    }
  });

  test('shows its first page for one that lies behind the end', async () => {
    const page = await readTable(db, usersTable, wish(), { limit: 50, offset: 5_000 });
    expect(page.offset).toBe(0);
    expect(page.rows.length).toBeGreaterThan(0);
  });
});

test('the table of instances begins with what failed, in every order whole', async () => {
  const { instanceId } = await makeRunning(db);
  await db.instance.update({ where: { id: instanceId }, data: { phase: 'failed', phaseReason: 'crashed' } });
  const filters = {};
  const first = await readTable(db, instancesTable, { sort: 'trouble', descending: true, filters }, slice);
  expect(first.rows[0]).toMatchObject({ id: instanceId, phase: 'failed', phase_reason: 'crashed' });
  for (const sort of instanceSorts)
    expect((await readTable(db, instancesTable, { sort, descending: false, filters }, slice)).total).toBe(
      first.total,
    );
  const found = { q: instanceId.slice(4, 20), phase: 'failed', reason: 'crashed' } as const;
  const one = await readTable(db, instancesTable, { sort: 'since', descending: true, filters: found }, slice);
  expect(one.total).toBe(1);
});

test('a user’s history has every kind once, newest first, and names the operator of a grant', async () => {
  const { userId, entitlementId, instanceId } = await makeRunning(db, { points: 3 });
  const actor = { kind: 'staff', id: 'x', name: 'ops@example.com', role: 'operator', address: '' } as const;
  await giveDays(db, actor, { entitlementId, days: 1, key: 'k', reason: '补偿' });
  await db.purchase.create({ data: { userId, lookupKey: 'p', points: 100, amount: 1000, currency: 'cny' } });
  const paidAt = new Date();
  const plan = { tier: 'pro', interval: 'month', lookupKey: 'plan_pro_month', state: 'active' };
  await db.subscription.create({
    data: { ...plan, id: 'sub_1', userId, currentPeriodEnd: paidAt, createdAt: paidAt },
  });
  const paid = { userId, amount: 20_000, currency: 'cny', state: 'paid', reason: 'subscription_create' };
  await db.planPayment.create({ data: { ...paid, id: 'in_1', subscriptionId: 'sub_1', paidAt } });
  await db.consentEntry.create({ data: { userId, given: true, textVersion: '1' } });
  await db.session.create({ data: { userId, expiresAt: new Date(Date.now() + 9e7) } });
  const at = new Date();
  await db.reminder.create({
    data: { entitlementId, kind: 'expired', expiresAt: at, dueAt: at, state: 'sent', decidedAt: at },
  });
  await db.instance.update({ where: { id: instanceId }, data: { phase: 'running', phaseReason: 'ready' } });
  await db.auditEntry.create({
    data: {
      actorKind: 'staff',
      actorId: 'x',
      actorName: 'ops@example.com',
      action: 'instance.restart',
      subjectKind: 'instance',
      subjectId: instanceId,
    },
  });
  const { rows, total } = await readTable(db, userHistory, { userId }, slice);
  expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(historyKinds));
  expect(rows.map(({ at }) => at.getTime())).toEqual(
    rows.map(({ at }) => at.getTime()).sort((a, b) => b - a),
  );
  const grant = rows.find((row) => row.kind === 'days' && row.detail.reason === 'operator');
  expect(grant).toMatchObject({ detail: { days: 1, note: '补偿', by: 'ops@example.com' } });
  expect(rows.filter(({ kind }) => kind === 'audit')).toHaveLength(1);
  const counts = await Promise.all(
    historyKinds.map(async (kind) => (await readTable(db, userHistory, { userId, kind }, slice)).total),
  );
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(total);
});

test('the facts of a user tell each source apart, and nobody’s are none', async () => {
  const [userId] = (await makeUsers(db, 1)) as [string];
  const { phone } = await db.user.findUniqueOrThrow({ where: { id: userId } });
  await db.membershipAnswer.create({ data: { phone, tier: null, checkedAt: new Date() } });
  expect(await readUserFacts(db, userId)).toMatchObject({ imported: null, answered: { tier: null } });
  expect(await readUserFacts(db, '00000000-0000-4000-8000-000000000000')).toBeNull();
});

test('the table of plan payments finds by number, invoice and subscription, and sums nothing of others', async () => {
  const wish = { sort: 'paid', descending: true } as const;
  const found = async (filters: PlanPaymentsWish['filters']) =>
    (await readTable(db, planPaymentsTable, { ...wish, filters }, { limit: 50, offset: 0 })).rows.map(
      ({ id }) => id,
    );
  const { userId } = await makeRunning(db, {});
  const { phone } = await db.user.findUniqueOrThrow({ where: { id: userId } });
  const at = new Date();
  const plan = { tier: 'pro', interval: 'month', lookupKey: 'plan_pro_month', state: 'active' };
  await db.subscription.create({
    data: { ...plan, id: 'sub_2', userId, currentPeriodEnd: at, createdAt: at },
  });
  const paid = { userId, currency: 'cny', subscriptionId: 'sub_2', paidAt: at };
  await db.planPayment.createMany({
    data: [
      { ...paid, id: 'in_2', number: 'A-1', amount: 10, state: 'paid', reason: 'subscription_create' },
      { ...paid, id: 'in_3', number: 'A-2', amount: 20, state: 'disputed', reason: 'subscription_cycle' },
    ],
  });
  expect((await found({ q: phone.slice(-6) })).sort()).toEqual(['in_2', 'in_3']);
  expect(await found({ q: 'A-1' })).toEqual(['in_2']);
  expect(await found({ q: 'in_3' })).toEqual(['in_3']);
  expect((await found({ q: 'sub_2' })).sort()).toEqual(['in_2', 'in_3']);
  expect(await found({ q: 'sub_2', state: 'disputed' })).toEqual(['in_3']);
  expect(await found({ q: 'sub_2', reason: 'subscription_create' })).toEqual(['in_2']);
  expect(await found({ q: "' or true --" })).toEqual([]);
});
