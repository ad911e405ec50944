import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { saveLocale } from './save-locale.ts';

let database: TestDatabase;
beforeAll(async () => void (database = await createTestDatabase()));
afterAll(() => database.drop());

it('tells the assistant of a changed language, once', async () => {
  const { db } = database;
  const { id: userId } = await db.user.create({ data: { phone: '+8613900000001' } });
  const { id } = await db.instance.create({ data: { userId } });
  const specVersion = async () => (await db.instance.findUniqueOrThrow({ where: { id } })).specVersion;
  const before = await specVersion();
  await saveLocale(db, userId, 'en');
  await saveLocale(db, userId, 'en');
  expect((await db.user.findUniqueOrThrow({ where: { id: userId } })).locale).toBe('en');
  expect(await specVersion()).toBe(before + 1);
  const jobs = await db.$queryRaw<unknown[]>`
    select 1 from graphile_worker.jobs where key = ${`reconcile:${id}`}`;
  expect(jobs).toHaveLength(1);
});

it('keeps the language of who has no computer', async () => {
  const { db } = database;
  const { id } = await db.user.create({ data: { phone: '+8613900000002' } });
  await saveLocale(db, id, 'en');
  expect((await db.user.findUniqueOrThrow({ where: { id } })).locale).toBe('en');
});
