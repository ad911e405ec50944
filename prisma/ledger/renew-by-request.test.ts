import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { moveClock } from '../clock.ts';
import {
  forgetOldRequests,
  renewByRequest,
  requestsPerMinuteMax,
  type ChatRenewal,
} from './renew-by-request.ts';
import { checkLedgers, everyoneIsPro, makeRunning, nobodyHasAPlan } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase()));
afterAll(async () => {
  await checkLedgers(database.db);
  await database.drop();
});
beforeEach(() => moveClock(database.db, 'reset'));

const daysOf = async (entitlementId: string) =>
  (await database.db.entitlement.findUniqueOrThrow({ where: { id: entitlementId } })).grantedDays;

const asked = (instanceId: string, more: Partial<ChatRenewal> = {}): ChatRenewal => ({
  ...{ instanceId, requestId: 'r1', days: 1, mayPay: false },
  ...more,
});

describe('a renewal that is asked for in the chat', () => {
  test('is carried out once, and the same request gets the same answer, at once or later', async () => {
    const { db } = database;
    const { instanceId, entitlementId } = await makeRunning(db);
    const both = await Promise.all([1, 2, 3].map(() => renewByRequest(db, everyoneIsPro, asked(instanceId))));
    expect(both[0]).toMatchObject({ kind: 'renewed', days: 1, points: 0, availableDays: 2, endedBy: null });
    expect(both[1]).toEqual(both[0]);
    expect(both[2]).toEqual(both[0]);
    await moveClock(db, { byMs: 3_600_000 });
    expect(await renewByRequest(db, nobodyHasAPlan, asked(instanceId))).toEqual(both[0]);
    expect(await daysOf(entitlementId)).toBe(2);
  });

  test('gives as many days as there is room for, and says which rule ended it', async () => {
    const { db } = database;
    const { instanceId, entitlementId } = await makeRunning(db);
    const outcome = await renewByRequest(db, everyoneIsPro, asked(instanceId, { days: 9 }));
    expect(outcome).toMatchObject({ kind: 'renewed', days: 6, endedBy: { reason: 'bank_full', max: 7 } });
    expect(await daysOf(entitlementId)).toBe(7);
    const more = await renewByRequest(db, everyoneIsPro, asked(instanceId, { requestId: 'r2' }));
    expect(more).toMatchObject({ kind: 'refused', refusal: { reason: 'bank_full' } });
  });

  test('spends points only when that was said', async () => {
    const { db } = database;
    const { instanceId, entitlementId } = await makeRunning(db, { points: 350, source: nobodyHasAPlan });
    expect(await renewByRequest(db, nobodyHasAPlan, asked(instanceId, { days: 'top-up' }))).toEqual({
      ...{ kind: 'price', days: 2, points: 200, balance: 250 },
    });
    expect(await daysOf(entitlementId)).toBe(1);
    const paid = asked(instanceId, { requestId: 'r2', mayPay: true });
    expect(await renewByRequest(db, nobodyHasAPlan, paid)).toMatchObject({ kind: 'renewed', points: 100 });
  });

  test('belongs to the instance that it is asked for: an id of another one’s request grants nothing twice and nothing there', async () => {
    const { db } = database;
    const [mine, theirs] = [await makeRunning(db), await makeRunning(db)];
    await renewByRequest(db, everyoneIsPro, asked(mine.instanceId, { requestId: 'same' }));
    await renewByRequest(db, everyoneIsPro, asked(theirs.instanceId, { requestId: 'same' }));
    expect([await daysOf(mine.entitlementId), await daysOf(theirs.entitlementId)]).toEqual([2, 2]);
    expect(
      await renewByRequest(db, everyoneIsPro, asked('018f0000-0000-7000-8000-000000000000')),
    ).toMatchObject({ refusal: { reason: 'entitlement_unknown' } });
  });

  test('is one of a few within a minute', async () => {
    const { db } = database;
    const { instanceId } = await makeRunning(db);
    for (let made = 0; made < requestsPerMinuteMax; made++)
      await renewByRequest(db, everyoneIsPro, asked(instanceId, { requestId: `m${made}` }));
    const next = asked(instanceId, { requestId: 'too many' });
    expect(await renewByRequest(db, everyoneIsPro, next)).toMatchObject({ kind: 'too_many' });
    await moveClock(db, { byMs: 61_000 });
    expect((await renewByRequest(db, everyoneIsPro, next)).kind).not.toBe('too_many');
  });

  test('is forgotten after two weeks, so that a hostile gateway fills no table, and grants nothing again', async () => {
    const { db } = database;
    const { instanceId, entitlementId } = await makeRunning(db);
    await renewByRequest(db, everyoneIsPro, asked(instanceId));
    await moveClock(db, { byMs: 13 * 86_400_000 });
    await forgetOldRequests(db);
    expect(await db.gatewayRequest.count({ where: { instanceId } })).toBe(1);
    await moveClock(db, { byMs: 2 * 86_400_000 });
    await forgetOldRequests(db);
    expect(await db.gatewayRequest.count({ where: { instanceId } })).toBe(0);
    await renewByRequest(db, everyoneIsPro, asked(instanceId)).catch(() => {});
    expect(await daysOf(entitlementId)).toBe(2);
  });
});
