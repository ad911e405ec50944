import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { appNow } from '../clock.ts';
import { addDays, DAY_MS, HOUR_MS, localDate } from '../domain/calendar.ts';
import type { MembershipSource } from '../membership/source.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { claim } from './claim.ts';
import { inTransaction } from './connection.ts';
import { startFirstDay } from './first-run.ts';
import { grantDays, revokeDays } from './grant.ts';
import { NaiveLedger, type LedgerEvent } from './naive-ledger.ts';
import { addPoints } from './points.ts';
import { takeRefundedPoints } from './refund-points.ts';
import { renew } from './renew.ts';
import {
  checkLedgers,
  configure,
  everyoneIsPro,
  makeCampaign,
  makeUsers,
  nobodyHasAPlan,
} from './testing.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ max: 4 });
  // the service's clock stands still between two events, so that both sides see the same millisecond
  await database.db.$executeRawUnsafe(`
    create or replace function app_now() returns timestamptz stable parallel safe
    return (select to_timestamp(offset_ms / 1000.0) from clock where id = 1)`);
});
afterEach(() => vi.useRealTimers());
afterAll(() => database.drop());

/** The first instant after a last day of use, looked up in a calendar and not computed. */
const ends = [
  ['Asia/Shanghai', '2028-02-29', '2028-02-29T16:00:00Z', 'a leap day'],
  ['America/New_York', '2027-03-14', '2027-03-15T04:00:00Z', 'a day of 23 hours'],
  ['Europe/Berlin', '2027-10-31', '2027-10-31T23:00:00Z', 'a day of 25 hours'],
  ['Africa/Cairo', '2027-04-29', '2027-04-29T22:00:00Z', 'a midnight that is skipped'],
  ['Pacific/Kiritimati', '2026-12-31', '2026-12-31T10:00:00Z', 'the turn of a year, fourteen hours early'],
] as const;

const n = (min: number, max: number) => fc.integer({ min, max });
const event: fc.Arbitrary<LedgerEvent> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      ms: fc.oneof(
        n(0, 3 * DAY_MS),
        fc.constantFrom(1, -1, HOUR_MS, DAY_MS, 6 * DAY_MS, DAY_MS - 1, -2 * HOUR_MS, -DAY_MS),
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('start' as const) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('renew' as const, 'top-up' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('grant' as const, 'revoke' as const), days: n(1, 9) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('buy' as const, 'refund' as const), points: n(1, 700) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('plan' as const), has: fc.boolean() }) },
);

const setClock = (at: number) => database.db.$executeRaw`update clock set offset_ms = ${BigInt(at)}`;

test.each(ends)(
  'in %s up to %s, the ledgers do what a napkin does: %s, %s',
  async (zone, lastDay, endText) => {
    const { db } = database;
    const end = Date.parse(endText);
    const history = fc.record({
      daysBefore: n(0, 40),
      msBefore: n(1, DAY_MS),
      events: fc.array(event, { minLength: 8, maxLength: 24 }),
      // by how far each server's own clock is wrong
      skews: fc.array(n(-3 * DAY_MS, 3 * DAY_MS), { minLength: 1, maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(history, async ({ daysBefore, msBefore, events, skews }) => {
        const begin = end - daysBefore * DAY_MS - msBefore;
        await setClock(begin);
        const policy = {
          zone,
          claimFirstDay: addDays(localDate(new Date(begin), zone), -1),
          claimLastDay: lastDay,
          lastDayOfUse: lastDay,
        };
        const { id: campaignId } = await makeCampaign(db, { policy });
        const [userId] = await makeUsers(db, 1);
        const claimed = await claim(db, everyoneIsPro, { userId: userId!, campaignId });
        if (claimed.kind === 'refused') throw new Error(claimed.refusal.reason);
        const { entitlementId, instanceId } = claimed;
        await configure(db, instanceId);
        const naive = new NaiveLedger(begin, end);
        vi.useFakeTimers({ toFake: ['Date'] });
        for (const [i, each] of events.entries()) {
          vi.setSystemTime(begin + skews[i % skews.length]!);
          const source: MembershipSource = naive.hasPlan ? everyoneIsPro : nobodyHasAPlan;
          const seenGrants = naive.grants;
          naive.do(each);
          const key = `${entitlementId}:${i}`;
          if (each.kind === 'wait') await setClock(naive.now);
          if (each.kind === 'start') await startFirstDay(db, instanceId);
          if (each.kind === 'renew' || each.kind === 'top-up') {
            const mode = each.kind === 'renew' ? 'one' : 'top-up';
            const click = { userId: userId!, entitlementId, mode, seenGrants } as const;
            const [first, second] = [await renew(db, source, click), await renew(db, source, click)];
            // the same click again is the same answer
            expect(second).toEqual(first.kind === 'renewed' ? { ...first, again: true } : first);
          }
          if (each.kind === 'grant') await grantDays(db, { entitlementId, days: each.days, key, note: '' });
          if (each.kind === 'revoke') await revokeDays(db, { entitlementId, days: each.days, key, note: '' });
          if (each.kind === 'buy')
            await addPoints(db, { userId: userId!, points: each.points, reason: 'purchase', key });
          if (each.kind === 'refund')
            await inTransaction(db, (connection) =>
              takeRefundedPoints(connection, { userId: userId!, points: each.points, key, note: '' }),
            );
          const row = await db.entitlement.findUniqueOrThrow({ where: { id: entitlementId } });
          const points = await db.pointEntry.aggregate({
            where: { userId: userId! },
            _sum: { points: true },
          });
          expect({
            after: each,
            granted: row.grantedDays,
            grants: row.grants,
            until: row.expiresAt?.getTime() ?? null,
            points: points._sum.points ?? 0,
          }).toEqual({
            after: each,
            granted: naive.granted,
            grants: naive.grants,
            until: naive.until,
            points: naive.points,
          });
          expect((await appNow(db)).getTime()).toBe(naive.now);
        }
        vi.useRealTimers();
      }),
      { numRuns: 12 },
    );
    await checkLedgers(db);
  },
  60_000,
);
