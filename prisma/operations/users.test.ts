import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '../audit/write.ts';
import type { Role } from '../domain/roles.ts';
import { checkLedgers, daysLater, makeRunning, makeUsers } from '../ledger/testing.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { changePoints, giveDays, signOutEverywhere, takeDays } from './users.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const staff = (role: Role): Actor => ({
  kind: 'staff',
  id: randomUUID(),
  name: `${role}@example.com`,
  role,
  address: '203.0.113.9',
});
const operator = staff('operator');
const audited = (subjectId: string) =>
  database.db.auditEntry.findMany({ where: { subjectId }, orderBy: { id: 'asc' } });

describe('days that an operator gives', () => {
  test('are granted once by one form, however often it is sent, and logged with before and after', async () => {
    const { db } = database;
    const { userId, entitlementId } = await makeRunning(db);
    const { expiresAt } = await db.entitlement.findUniqueOrThrow({ where: { id: entitlementId } });
    const request = { entitlementId, days: 2, key: randomUUID(), reason: '补偿停机' };
    const answers = await Promise.all(Array.from({ length: 4 }, () => giveDays(db, operator, request)));
    expect(answers.filter((answer) => answer.kind === 'granted' && !answer.again)).toHaveLength(1);
    expect(answers.every((answer) => answer.kind === 'granted' && answer.days === 2)).toBe(true);
    const entries = await audited(userId);
    expect(entries).toMatchObject([
      {
        action: 'user.grant_days',
        actorName: 'operator@example.com',
        address: '203.0.113.9',
        reason: '补偿停机',
        before: { grantedDays: 1, expiresAt: expiresAt!.toISOString() },
        after: { grantedDays: 3, expiresAt: daysLater(expiresAt!, 2).toISOString() },
      },
    ]);
    await checkLedgers(db);
  });

  test('cancel a planned removal in the same transaction, and days taken back do not', async () => {
    const { db } = database;
    const { entitlementId, instanceId } = await makeRunning(db);
    const removalAt = daysLater(new Date(), 1);
    await db.instance.update({ where: { id: instanceId }, data: { removalAt } });
    await takeDays(db, operator, { entitlementId, days: 1, key: 'a', reason: 'x' });
    const kept = () => db.instance.findUniqueOrThrow({ where: { id: instanceId } });
    expect((await kept()).removalAt).toEqual(removalAt);
    const { specVersion } = await kept();
    await giveDays(db, operator, { entitlementId, days: 1, key: 'a', reason: 'x' });
    expect(await kept()).toMatchObject({ removalAt: null, specVersion: specVersion + 1 });
  });

  test('that nobody has cannot be taken back: the fact is the answer, and nothing is logged', async () => {
    const { db } = database;
    const { userId, entitlementId } = await makeRunning(db);
    expect(await takeDays(db, operator, { entitlementId, days: 5, key: 'k', reason: 'x' })).toEqual({
      kind: 'refused',
      refusal: { reason: 'revoke_too_many', granted: 1 },
    });
    expect(await audited(userId)).toEqual([]);
  });

  test('of an entitlement that nobody knows are refused as unknown', async () => {
    const wish = { entitlementId: randomUUID(), days: 1, key: 'k', reason: 'x' };
    expect(await giveDays(database.db, operator, wish)).toMatchObject({
      refusal: { reason: 'entitlement_unknown' },
    });
  });
});

describe('points', () => {
  test('given twice by one form are given once; more than there is is never taken', async () => {
    const { db } = database;
    const [userId] = (await makeUsers(db, 1)) as [string];
    const give = { userId, points: 30, key: randomUUID(), reason: '活动补发' };
    expect(await changePoints(db, operator, give)).toEqual({ kind: 'entered', balance: 30, again: false });
    expect(await changePoints(db, operator, give)).toEqual({ kind: 'entered', balance: 30, again: true });
    const take = { userId, points: -31, key: randomUUID(), reason: '撤回' };
    expect(await changePoints(db, operator, take)).toEqual({ kind: 'refused', balance: 30 });
    expect(await audited(userId)).toMatchObject([
      { action: 'user.give_points', before: { points: 0 }, after: { points: 30 }, reason: '活动补发' },
    ]);
    expect(await db.pointEntry.findMany({ where: { userId } })).toMatchObject([{ note: '活动补发' }]);
  });

  test('of nobody are not found', async () => {
    const wish = { userId: randomUUID(), points: 1, key: 'k', reason: 'x' };
    expect(await changePoints(database.db, operator, wish)).toEqual({ kind: 'not_found' });
  });
});

test('signing out everywhere ends every open session of this user and of nobody else', async () => {
  const { db } = database;
  const [userId, other] = (await makeUsers(db, 2)) as [string, string];
  const expiresAt = daysLater(new Date(), 1);
  await db.session.createMany({ data: [userId, userId, other].map((id) => ({ userId: id, expiresAt })) });
  const request = { userId, reason: '手机丢失' };
  expect(await signOutEverywhere(db, operator, request)).toEqual({ kind: 'signed_out', sessions: 2 });
  expect(await signOutEverywhere(db, operator, request)).toEqual({ kind: 'signed_out', sessions: 0 });
  expect(await db.session.count({ where: { revokedAt: null } })).toBe(1);
  expect(await audited(userId)).toHaveLength(1);
});

test('an auditor changes nothing of a user', async () => {
  const { db } = database;
  const { userId, entitlementId } = await makeRunning(db);
  const auditor = staff('auditor');
  const days = { entitlementId, days: 1, key: 'k', reason: 'x' };
  const answers = await Promise.all([
    giveDays(db, auditor, days),
    takeDays(db, auditor, days),
    changePoints(db, auditor, { userId, points: 1, key: 'k', reason: 'x' }),
    signOutEverywhere(db, auditor, { userId, reason: 'x' }),
  ]);
  expect(answers.map(({ kind }) => kind)).toEqual(Array(4).fill('forbidden'));
  expect(await audited(userId)).toEqual([]);
});
