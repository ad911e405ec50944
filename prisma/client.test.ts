import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeDb, createDb } from './client.ts';
import { createTestDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase()));
afterAll(() => database.drop());

test('connections that the server ends while idle are told of, replaced, and end no process', async () => {
  const told: Error[] = [];
  const db = createDb(database.url, { max: 3, onIdleError: (error) => told.push(error) });
  await Promise.all([1, 2, 3].map(() => db.pool.query('select pg_sleep(0.05)')));
  await database.db.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );
  await expect.poll(() => told.length, { timeout: 10_000 }).toBe(3);
  expect(await db.$queryRaw`select 1 as one`).toEqual([{ one: 1 }]);
  expect(await db.user.count()).toBe(0);
  await closeDb(db);
});

test('what a transaction wrote is gone when it throws', async () => {
  const { db } = database;
  const undone = db.$transaction(async (tx) => {
    await tx.user.create({ data: { phone: '+8613900000000' } });
    throw new Error('undo');
  });
  await expect(undone).rejects.toThrow('undo');
  expect(await db.user.count()).toBe(0);
});
