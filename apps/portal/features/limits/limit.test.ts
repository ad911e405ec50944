import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeDb, createDb } from '@rockpool/db/client';
import { forgetLimit, limit } from './limit.ts';
import { limitTable } from './limit-table.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const name = 'staff.sign-in.account';
const { points } = limitTable[name];

test('of many uses at once, from two servers, exactly the allowed ones pass', async () => {
  const second = createDb(database.url);
  const uses = Array.from({ length: points * 3 }, (_, index) =>
    limit(index % 2 ? database.db : second, name, 'a@example.com'),
  );
  const verdicts = await Promise.all(uses);
  await closeDb(second);
  expect(verdicts.filter(({ ok }) => ok)).toHaveLength(points);
  const refused = verdicts.find(({ ok }) => !ok) as { retryAfterSeconds: number };
  expect(refused.retryAfterSeconds).toBeGreaterThan(0);
  expect(refused.retryAfterSeconds).toBeLessThanOrEqual(limitTable[name].seconds);
});

test('keys and limits do not touch each other', async () => {
  for (let use = 0; use < points; use++) await limit(database.db, name, 'b@example.com');
  expect((await limit(database.db, name, 'b@example.com')).ok).toBe(false);
  expect((await limit(database.db, name, 'c@example.com')).ok).toBe(true);
  expect((await limit(database.db, 'staff.second-factor', 'b@example.com')).ok).toBe(true);
});

test('what is forgotten counts from the beginning', async () => {
  for (let use = 0; use <= points; use++) await limit(database.db, name, 'd@example.com');
  await forgetLimit(database.db, name, 'd@example.com');
  expect((await limit(database.db, name, 'd@example.com')).ok).toBe(true);
});

test('no key stands in the table as it was given', async () => {
  await limit(database.db, name, 'e@example.com'.repeat(100));
  const rows = await database.db.rateLimit.findMany();
  expect(
    JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  ).not.toMatch(/example/);
});
