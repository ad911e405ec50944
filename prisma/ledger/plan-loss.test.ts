import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { moveClock } from '../clock.ts';
import { DAY_MS } from '../domain/calendar.ts';
import type { MembershipSource } from '../membership/source.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { grantDays } from './grant.ts';
import { stopLostPlans } from './plan-loss.ts';
import { renew } from './renew.ts';
import { checkLedgers, everyoneIsPro, makeRunning, nobodyHasAPlan, sourceIsDown } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase()));
afterEach(async () => {
  await moveClock(database.db, 'reset');
  await checkLedgers(database.db);
  // what one test left running is none of the next one's
  await database.db.campaign.updateMany({ data: { policy: {}, endedAt: new Date() } });
});
afterAll(() => database.drop());

async function running(onPlanLoss: 'finish' | 'stop' = 'stop', points = 0) {
  const made = await makeRunning(database.db, { policy: { onPlanLoss }, points });
  const topUp = (source: MembershipSource, seenGrants: number, mode: 'one' | 'top-up' = 'top-up') =>
    renew(database.db, source, { ...made, mode, seenGrants });
  const state = () => database.db.entitlement.findUniqueOrThrow({ where: { id: made.entitlementId } });
  return { ...made, topUp, state };
}

test('a lost plan ends the entitlement now, by one entry, audited; the computer is looked at', async () => {
  const { db } = database;
  const { topUp, state, entitlementId, userId } = await running();
  await topUp(everyoneIsPro, 1);
  expect(await stopLostPlans(db, nobodyHasAPlan)).toBe(1);
  const after = await state();
  expect(after.expiresAt!.getTime()).toBeLessThanOrEqual(Date.now());
  const [entry] = await db.dayEntry.findMany({ where: { entitlementId }, orderBy: { id: 'desc' }, take: 1 });
  expect(entry).toMatchObject({ reason: 'plan_lost', days: -7, expiresAfter: after.expiresAt });
  const audit = await db.auditEntry.findFirstOrThrow({ where: { subjectId: userId } });
  expect(audit).toMatchObject({ actorKind: 'system', action: 'entitlement.plan_lost', after: { days: -7 } });
  expect(await stopLostPlans(db, nobodyHasAPlan)).toBe(0);
  expect(await db.auditEntry.count({ where: { subjectId: userId } })).toBe(1);
});

test.each<[string, MembershipSource]>([
  ['a source that is down', sourceIsDown],
  ['a plan that holds', everyoneIsPro],
])('%s stops nobody', async (_, source) => {
  const { state } = await running();
  const before = await state();
  expect(await stopLostPlans(database.db, source)).toBe(0);
  expect(await state()).toEqual(before);
});

test('where the policy lets days finish, or consent was withdrawn, nothing is stopped', async () => {
  const { db } = database;
  await running('finish');
  const { userId } = await running('stop');
  await db.user.update({ where: { id: userId }, data: { consentAt: null } });
  expect(await stopLostPlans(db, nobodyHasAPlan)).toBe(0);
});

test('days that points paid or an operator gave are left', async () => {
  const { db } = database;
  const { topUp, state, entitlementId } = await running('stop', 100);
  await topUp(everyoneIsPro, 1, 'one');
  await topUp(nobodyHasAPlan, 2, 'one');
  await grantDays(db, { entitlementId, days: 1, key: 'k', note: 'sorry' });
  const before = Date.now();
  expect(await stopLostPlans(db, nobodyHasAPlan)).toBe(1);
  const { expiresAt, grantedDays } = await state();
  expect(grantedDays).toBe(2);
  expect(expiresAt!.getTime() - before).toBeGreaterThan(1.9 * DAY_MS);
  expect(expiresAt!.getTime() - before).toBeLessThanOrEqual(2 * DAY_MS + 60_000);
  expect(await stopLostPlans(db, nobodyHasAPlan)).toBe(0);
});

test('a renewal at the same moment is either before the end or pays for itself: nothing is lost', async () => {
  const { db } = database;
  const { topUp } = await running('stop', 300);
  await Promise.all([
    stopLostPlans(db, nobodyHasAPlan),
    topUp(nobodyHasAPlan, 1, 'one'),
    stopLostPlans(db, nobodyHasAPlan),
  ]);
  expect(await stopLostPlans(db, nobodyHasAPlan)).toBe(0);
});
