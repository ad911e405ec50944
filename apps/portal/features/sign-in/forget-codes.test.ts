import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { housekeepingSteps, keepHouse } from '../jobs/housekeeping.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase()));
afterAll(() => database.drop());

test('numbers that codes were sent to are forgotten after a day, and codes that still count are kept', async () => {
  const { db } = database;
  const hours = (count: number) => new Date(Date.now() + count * 3_600_000);
  const code = { addressHash: 'a', codeHash: 'c', expiresAt: hours(1) };
  const ages = { '+8613900000001': -0.5, '+8613900000002': -25, '+8613900000003': 25 };
  await db.signInCode.createMany({
    data: Object.entries(ages).map(([phone, age]) => ({ phone, createdAt: hours(age), ...code })),
  });
  await keepHouse(db, housekeepingSteps, () => {});
  expect(await db.signInCode.findMany({ select: { phone: true } })).toEqual([{ phone: '+8613900000001' }]);
});
