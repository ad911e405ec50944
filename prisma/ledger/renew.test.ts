import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { appNow, moveClock } from '../clock.ts';
import { DAY_MS, HOUR_MS } from '../domain/calendar.ts';
import type { Refused } from '../domain/refusals.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { raceInProcesses } from './racing.ts';
import { renew, type Renewed, type RenewRequest } from './renew.ts';
import {
  checkLedgers,
  everyoneIsPro,
  makeRunning,
  makeUsers,
  nobodyHasAPlan,
  sourceIsDown,
} from './testing.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase({ max: 20 })));
afterEach(async () => {
  await moveClock(database.db, 'reset');
  await checkLedgers(database.db);
});
afterAll(() => database.drop());

type Result = Renewed | Refused;
const written = (results: Result[]) => results.filter((result) => result.kind === 'renewed' && !result.again);
const read = (id: string) => database.db.entitlement.findUniqueOrThrow({ where: { id } });

async function running(options: Parameters<typeof makeRunning>[1] = {}) {
  const made = await makeRunning(database.db, options);
  const request = (change: Partial<RenewRequest> = {}): RenewRequest => ({
    userId: made.userId,
    entitlementId: made.entitlementId,
    mode: 'one',
    seenGrants: 1,
    ...change,
  });
  return { ...made, request };
}

test('one click adds one day, one entry and the reconcile job', async () => {
  const { db } = database;
  const { entitlementId, instanceId, request } = await running();
  await db.$executeRaw`delete from graphile_worker._private_jobs`;
  const before = await read(entitlementId);
  const result = await renew(db, everyoneIsPro, request());
  const after = await read(entitlementId);
  expect(after.expiresAt!.getTime() - before.expiresAt!.getTime()).toBe(DAY_MS);
  expect(after).toMatchObject({ grantedDays: 2, grants: 2, startedAt: before.startedAt });
  expect(result).toEqual({
    kind: 'renewed',
    days: 1,
    points: 0,
    expiresBefore: before.expiresAt,
    expiresAfter: after.expiresAt,
    endedBy: null,
    again: false,
  });
  const jobs = await db.$queryRaw<
    { key: string }[]
  >`select key from graphile_worker._private_jobs where key like 'reconcile:%'`;
  expect(jobs).toEqual([{ key: `reconcile:${instanceId}` }]);
});

// processes of their own start slowly on a busy machine
describe('the number of grants the page showed is the key of a click', { timeout: 60_000 }, () => {
  test('two clicks in two processes at once: one grant, one answer', async () => {
    const { entitlementId, request } = await running();
    const race = { url: database.url, source: 'pro' as const, renewals: [request(), request(), request()] };
    const results = await raceInProcesses<Result>([race, race]);
    expect(written(results)).toHaveLength(1);
    expect(new Set(results.map((result) => JSON.stringify({ ...result, again: null }))).size).toBe(1);
    expect(await read(entitlementId)).toMatchObject({ grantedDays: 2, grants: 2 });
  });

  test('the same top-up twice at once: one top-up, and the same answer with what ended it', async () => {
    const { db } = database;
    const { entitlementId, request } = await running({ points: 450, source: nobodyHasAPlan });
    const click = () => renew(db, nobodyHasAPlan, request({ mode: 'top-up' }));
    const results = await Promise.all([click(), click(), click()]);
    expect(written(results)).toHaveLength(1);
    for (const result of results)
      expect(result).toMatchObject({
        days: 3,
        points: 300,
        endedBy: { reason: 'points_short', needed: 100, balance: 50 },
      });
    expect(await read(entitlementId)).toMatchObject({ grantedDays: 4, grants: 4 });
  });

  test('a click repeated much later, when the rules would refuse it, still gets its first answer', async () => {
    const { db } = database;
    const { request } = await running();
    const first = await renew(db, everyoneIsPro, request());
    await renew(db, everyoneIsPro, request({ mode: 'top-up', seenGrants: 2 }));
    await moveClock(db, { byMs: 200 * DAY_MS });
    expect(await renew(db, nobodyHasAPlan, request())).toEqual({ ...first, again: true });
  });

  test.each([0, 5])('a page that showed %i grants of 1 is told to reload', async (seenGrants) => {
    const { request } = await running();
    expect(await renew(database.db, everyoneIsPro, request({ seenGrants }))).toEqual({
      kind: 'refused',
      refusal: { reason: 'page_stale', grants: 1, shown: seenGrants },
    });
  });
});

test('top-up fills the bank and no further', async () => {
  const { entitlementId, request } = await running();
  const result = await renew(database.db, everyoneIsPro, request({ mode: 'top-up' }));
  // the first day has begun, so the sixth renewal still found less than six whole days and a part
  expect(result).toMatchObject({ days: 6, endedBy: { reason: 'bank_full', available: 7, max: 7 } });
  expect(await read(entitlementId)).toMatchObject({ grantedDays: 7, grants: 7 });
  expect(await renew(database.db, everyoneIsPro, request({ seenGrants: 7 }))).toMatchObject({
    refusal: { reason: 'bank_full' },
  });
});

test('a renewal after a lapse counts from now and keeps the first start', async () => {
  const { db } = database;
  const { entitlementId, request } = await running();
  const before = await read(entitlementId);
  await moveClock(db, { byMs: 3 * DAY_MS });
  const result = (await renew(db, everyoneIsPro, request())) as Renewed;
  const now = await appNow(db);
  expect(now.getTime() + DAY_MS - result.expiresAfter.getTime()).toBeLessThan(HOUR_MS);
  expect(await read(entitlementId)).toMatchObject({ startedAt: before.startedAt, grantedDays: 2 });
});

test(
  'points enough for one day pay for one of two entitlements renewed at the same time',
  { timeout: 60_000 },
  async () => {
    const { db, url } = database;
    const one = await running({ points: 350, source: nobodyHasAPlan });
    const other = await running();
    // the second entitlement moves to the first one's user: both spend the same points
    await db.instance.update({
      where: { id: other.instanceId },
      data: { userId: (await makeUsers(db, 1))[0]! },
    });
    await db.entitlement.update({ where: { id: other.entitlementId }, data: { userId: one.userId } });
    const races = [one.request(), { ...other.request(), userId: one.userId }].flatMap((request) => [
      { url, source: 'points' as const, renewals: [{ ...request, mode: 'top-up' as const }] },
    ]);
    const results = await raceInProcesses<Result>(races);
    const paid = written(results).reduce((sum, result) => sum + (result as Renewed).points, 0);
    expect(paid).toBe(200);
    const sum = await db.pointEntry.aggregate({ where: { userId: one.userId }, _sum: { points: true } });
    expect(sum._sum.points).toBe(50);
  },
);

describe('refusals write nothing', () => {
  test.each([
    ['another user’s entitlement is unknown', 'entitlement_unknown'],
    ['a price above the one shown', 'price_changed'],
    ['model and channel not accepted', 'not_configured'],
  ])('%s', async (_, reason) => {
    const { db } = database;
    const { entitlementId, instanceId, request } = await running({ points: 500, source: nobodyHasAPlan });
    const [stranger] = await makeUsers(db, 1);
    if (reason === 'not_configured') await db.modelSetting.deleteMany({ where: { instanceId } });
    const change = reason === 'entitlement_unknown' ? { userId: stranger! } : { pointsShown: 99 };
    const before = await read(entitlementId);
    expect(await renew(db, nobodyHasAPlan, request(change))).toMatchObject({
      kind: 'refused',
      refusal: { reason },
    });
    expect(await read(entitlementId)).toEqual(before);
  });

  test('a source that is down lets somebody without any plan pay with points as before', async () => {
    const { request } = await running({ points: 500, source: nobodyHasAPlan });
    expect(await renew(database.db, sourceIsDown, request())).toMatchObject({ kind: 'renewed', points: 100 });
  });
});

test('one second either side of the expiry: the days left and the start of the next day', async () => {
  const { db } = database;
  for (const [offset, gain] of [
    [-1000, DAY_MS],
    [0, DAY_MS],
    [1000, DAY_MS + 1000],
  ] as const) {
    const { entitlementId, request } = await running();
    const { expiresAt } = await read(entitlementId);
    // the clock goes on while we call, so the right side is proven by the entry's own instants
    await moveClock(db, { byMs: expiresAt!.getTime() + offset - (await appNow(db)).getTime() });
    const result = (await renew(db, everyoneIsPro, request())) as Renewed;
    const entry = await db.dayEntry.findFirstOrThrow({ where: { entitlementId, reason: 'renewal' } });
    const begin = Math.max(expiresAt!.getTime(), entry.createdAt.getTime());
    expect(result.expiresAfter.getTime()).toBe(begin + DAY_MS);
    expect(result.expiresAfter.getTime() - expiresAt!.getTime()).toBeGreaterThanOrEqual(gain);
    await moveClock(db, 'reset');
  }
});
