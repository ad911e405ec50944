import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyAudit } from '../audit/verify.ts';
import type { Actor } from '../audit/write.ts';
import { moveClock } from '../clock.ts';
import { DAY_MS } from '../domain/calendar.ts';
import { resumeInstance, suspendInstance } from '../operations/instances.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { grantDays, revokeDays } from './grant.ts';
import { addPoints } from './points.ts';
import { renew } from './renew.ts';
import { checkLedgers, everyoneIsPro, makeRunning, nobodyHasAPlan } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase({ max: 12 })));
afterAll(() => database.drop());

const n = (min: number, max: number) => fc.integer({ min, max });
/** What several people do at the same moment; `seen` is how many grants behind the page is. */
const action = fc.oneof(
  fc.record({
    kind: fc.constant('renew'),
    mode: fc.constantFrom('one', 'top-up'),
    behind: n(0, 2),
    plan: fc.boolean(),
  }),
  fc.record({ kind: fc.constantFrom('grant', 'revoke'), days: n(1, 12), key: n(0, 3) }),
  fc.record({ kind: fc.constant('points'), points: n(-300, 300), key: n(0, 5) }),
  fc.record({ kind: fc.constantFrom('suspend', 'resume'), reason: fc.constant('tried') }),
);
const operator: Actor = { kind: 'staff', id: 'ops', name: 'ops@example.com', role: 'operator', address: '' };
const moment = fc.record({ waitMs: n(-DAY_MS / 2, 2 * DAY_MS), actions: fc.array(action, { maxLength: 5 }) });

test('after any history of parallel clicks, grants, revokes, payments, suspensions and clock moves the ledgers add up', async () => {
  const { db } = database;
  await fc.assert(
    fc.asyncProperty(fc.array(moment, { minLength: 1, maxLength: 8 }), async (history) => {
      await moveClock(db, 'reset');
      const { userId, entitlementId, instanceId } = await makeRunning(db, {
        points: 500,
        source: nobodyHasAPlan,
      });
      for (const { waitMs, actions } of history) {
        await moveClock(db, { byMs: waitMs });
        const { grants } = await db.entitlement.findUniqueOrThrow({ where: { id: entitlementId } });
        await Promise.all(
          actions.map((one) => {
            if ('mode' in one) {
              const { mode, behind, plan } = one;
              const request = {
                userId,
                entitlementId,
                mode: mode as 'one',
                seenGrants: Math.max(0, grants - behind),
              };
              return renew(db, plan ? everyoneIsPro : nobodyHasAPlan, request);
            }
            if ('days' in one) {
              const request = { entitlementId, days: one.days, key: `key-${one.key}`, note: '' };
              return (one.kind === 'grant' ? grantDays : revokeDays)(db, request);
            }
            if ('reason' in one)
              return (one.kind === 'suspend' ? suspendInstance : resumeInstance)(db, operator, {
                instanceId,
                reason: one.reason,
              });
            const { points, key } = one;
            return addPoints(db, { userId, points, reason: 'operator', key: `${userId}:${key}` });
          }),
        );
        await checkLedgers(db);
      }
      expect(await verifyAudit(db)).toMatchObject({ kind: 'whole' });
    }),
    { numRuns: 10 },
  );
}, 60_000);

test('the check of the ledgers can fail', async () => {
  const { entitlementId } = await makeRunning(database.db);
  await database.db.entitlement.update({ where: { id: entitlementId }, data: { grantedDays: 2 } });
  await expect(checkLedgers(database.db)).rejects.toThrow(/the ledgers disagree/);
});
