import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { appNow, moveClock } from '../clock.ts';
import { DAY_MS } from '../domain/calendar.ts';
import { endOfUse, Policy } from '../domain/policy.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { claim, type Claimed } from './claim.ts';
import { startFirstDay } from './first-run.ts';
import { grantDays, revokeDays } from './grant.ts';
import { addPoints } from './points.ts';
import { checkLedgers, everyoneIsPro, makeCampaign, makeRunning, makeUsers } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase()));
afterEach(async () => {
  await moveClock(database.db, 'reset');
  await checkLedgers(database.db);
});
afterAll(() => database.drop());

const read = (id: string) => database.db.entitlement.findUniqueOrThrow({ where: { id } });
let action = 0;
const by = (days: number) => ({ days, key: `action-${++action}`, note: 'outage' });

test('an operator’s grant passes the bank and the total, and the same action counts once', async () => {
  const { db } = database;
  const { entitlementId } = await makeRunning(db);
  const request = { entitlementId, ...by(40) };
  const results = await Promise.all([grantDays(db, request), grantDays(db, request)]);
  expect(results.map((result) => 'again' in result && result.again).sort()).toEqual([false, true]);
  expect(results[0]).toMatchObject({ days: 40 });
  expect(await read(entitlementId)).toMatchObject({ grantedDays: 41, grants: 2 });
});

test('an operator’s grant ends with the end of use and enters only days that lie before it', async () => {
  const { db } = database;
  const { entitlementId, campaign } = await makeRunning(db);
  const end = endOfUse(Policy.parse(campaign.policy));
  const before = (await read(entitlementId)).expiresAt!;
  const result = await grantDays(db, { entitlementId, ...by(100) });
  const days = Math.ceil((end.getTime() - before.getTime()) / DAY_MS);
  expect(result).toMatchObject({ kind: 'granted', days, expiresAfter: end });
  expect(await grantDays(db, { entitlementId, ...by(1) })).toMatchObject({
    refusal: { reason: 'end_of_use' },
  });
});

test('a revoke gives room back and never moves the expiry before now', async () => {
  const { db } = database;
  const { entitlementId } = await makeRunning(db);
  await grantDays(db, { entitlementId, ...by(9) });
  expect(await revokeDays(db, { entitlementId, ...by(11) })).toMatchObject({
    refusal: { reason: 'revoke_too_many', granted: 10 },
  });
  await moveClock(db, { byMs: 5 * DAY_MS });
  await revokeDays(db, { entitlementId, ...by(10) });
  const { expiresAt, grantedDays } = await read(entitlementId);
  expect(grantedDays).toBe(0);
  const now = (await appNow(db)).getTime();
  expect(now - expiresAt!.getTime()).toBeGreaterThanOrEqual(0);
  expect(now - expiresAt!.getTime()).toBeLessThan(60_000);
});

test('the first day begins when the instance first runs, once, with all days that waited', async () => {
  const { db } = database;
  const { id: campaignId } = await makeCampaign(db);
  const [userId] = await makeUsers(db, 1);
  const { entitlementId, instanceId } = (await claim(db, everyoneIsPro, {
    userId: userId!,
    campaignId,
  })) as Claimed;
  await grantDays(db, { entitlementId, ...by(2) });
  expect(await read(entitlementId)).toMatchObject({ startedAt: null, expiresAt: null, grantedDays: 3 });
  await moveClock(db, { byMs: 2 * DAY_MS });
  const begun = await Promise.all([startFirstDay(db, instanceId), startFirstDay(db, instanceId)]);
  expect(begun.sort()).toEqual([0, 1]);
  const { startedAt, expiresAt } = await read(entitlementId);
  expect(expiresAt!.getTime() - startedAt!.getTime()).toBe(3 * DAY_MS);
  await moveClock(db, { byMs: DAY_MS });
  expect(await startFirstDay(db, instanceId)).toBe(0);
  expect(await read(entitlementId)).toMatchObject({ startedAt, expiresAt });
});

test('points are entered once per key, and never fall below zero', async () => {
  const { db } = database;
  const [userId] = await makeUsers(db, 1);
  const purchase = { userId: userId!, points: 300, reason: 'purchase' as const, key: 'payment-1' };
  const results = await Promise.all([addPoints(db, purchase), addPoints(db, purchase)]);
  expect(results.map((result) => result.balance)).toEqual([300, 300]);
  const back = (points: number, key: string) =>
    addPoints(db, { userId: userId!, points, reason: 'operator', key });
  expect(await back(-400, 'a')).toEqual({ kind: 'refused', balance: 300 });
  expect(await back(-300, 'b')).toMatchObject({ kind: 'entered', balance: 0 });
});
