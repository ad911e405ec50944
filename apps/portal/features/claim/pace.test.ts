import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { limitTable } from '../limits/limit-table.ts';
import { createPace } from './pace.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const allowed = async (uses: Promise<{ ok: boolean }>[]) =>
  (await Promise.all(uses)).filter(({ ok }) => ok).length;

test('an account that storms gets the allowed asks of a minute, from two portals together', async () => {
  const portals = [1, 2].map(() => createPace('claim.account', { free: 5, step: 1 }));
  const storm = Array.from({ length: 100 }, (_, n) => portals[n % 2]!.use(database.db, 'anna', 0));
  expect(await allowed(storm)).toBe(2 * 5 + limitTable['claim.account'].points);
  expect(await portals[0]!.use(database.db, 'anna', 1_000)).toMatchObject({ ok: false });
  expect(await portals[0]!.use(database.db, 'ben', 1_000)).toEqual({ ok: true });
});

test('a campus behind one address is counted by one statement in fifty, and held only beyond its thousands', async () => {
  const flood = createPace('claim.flood', { free: 50, step: 50 });
  const asks = Array.from({ length: 3_000 }, () => flood.use(database.db, '10.0.0.1', 0));
  expect(await allowed(asks)).toBe(3_000);
  const rows = await database.db.$queryRaw<{ points: number }[]>`
    select points from rate_limits where key like 'claim.flood%'`;
  expect(rows).toEqual([{ points: 59 }]);
  const more = Array.from({ length: 200 }, () => flood.use(database.db, '10.0.0.1', 1_000));
  await Promise.all(more);
  expect((await flood.use(database.db, '10.0.0.1', 2_000)).ok).toBe(false);
});
