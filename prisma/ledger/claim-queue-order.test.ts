import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { createClaimQueue } from './claim-queue.ts';
import { saidOf } from './claim-queue-testing.ts';
import { checkLedgers, everyoneIsPro, makeCampaign, makeUsers } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase({ max: 12 })));
afterAll(() => database.drop());

/** One after the other, as if nobody else were there. */
function naively(asks: readonly boolean[], stock: number | null): string[] {
  let left = stock ?? Infinity;
  return asks.map((mayClaim) => {
    if (left === 0) return 'stock_empty';
    if (!mayClaim) return 'points_short';
    left--;
    return 'claimed';
  });
}

test('whoever presses when, with or without a right: answered as if each had come alone, in the order of asking', async () => {
  const { db } = database;
  const queue = createClaimQueue(db, everyoneIsPro);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
      fc.option(fc.nat(25)),
      fc.array(fc.nat(39), { maxLength: 20 }),
      async (mayClaim, stock, repeats) => {
        const { id: campaignId } = await makeCampaign(db, { stock });
        const users: string[] = [];
        for (const consent of mayClaim) users.push(...(await makeUsers(db, 1, { consent })));
        const clicks = [...users, ...repeats.map((n) => users[n % users.length]!)];
        const answers = await Promise.all(clicks.map((userId) => queue.ask({ userId, campaignId }, 20_000)));
        const said = answers.map((asked) => (asked.kind === 'answered' ? saidOf(asked.answer) : 'waits'));
        const expected = naively(mayClaim, stock);
        expect(said.slice(0, users.length)).toEqual(expected);
        expect(said.slice(users.length)).toEqual(repeats.map((n) => expected[n % users.length]));
      },
    ),
    { numRuns: 25 },
  );
  await queue.stop();
  await checkLedgers(db);
}, 60_000);
