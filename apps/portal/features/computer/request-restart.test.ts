import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requestRestart } from './request-restart.ts';

let database: TestDatabase;
let users = 0;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function instanceIn(phase: string) {
  const { db } = database;
  const user = await db.user.create({ data: { phone: `+861370000${1000 + (users += 1)}` } });
  const { id } = await db.instance.create({ data: { userId: user.id, phase } });
  return {
    userId: user.id,
    restarts: async () => (await db.instance.findUniqueOrThrow({ where: { id } })).restarts,
    jobs: async () => {
      const rows = await db.$queryRaw<unknown[]>`
        SELECT 1 FROM graphile_worker.jobs WHERE key = ${`reconcile:${id}`}`;
      return rows.length;
    },
    finish: () => db.$executeRaw`UPDATE instances SET restarts_seen = restarts WHERE id = ${id}::uuid`,
  };
}

test('a wish for a restart is counted and queued', async () => {
  const { userId, restarts, jobs } = await instanceIn('failed');
  expect(await requestRestart(database.db, userId, 0)).toBe(true);
  expect([await restarts(), await jobs()]).toEqual([1, 1]);
});

test('parallel clicks ask for one restart', async () => {
  const { userId, restarts } = await instanceIn('running');
  const clicks = await Promise.all([1, 2, 3, 4, 5].map(() => requestRestart(database.db, userId, 0)));
  expect(clicks.filter(Boolean)).toHaveLength(1);
  expect(await restarts()).toBe(1);
});

test('a click while a restart is under way asks for no more; after it, it does', async () => {
  const { userId, restarts, finish } = await instanceIn('running');
  await requestRestart(database.db, userId, 0);
  expect(await requestRestart(database.db, userId, 1)).toBe(false);
  await finish();
  expect(await requestRestart(database.db, userId, 1)).toBe(true);
  expect(await restarts()).toBe(2);
});

test.each(['expired', 'suspended', 'removed'])('what is %s cannot be restarted', async (phase) => {
  const { userId, restarts, jobs } = await instanceIn(phase);
  expect(await requestRestart(database.db, userId, 0)).toBe(false);
  expect([await restarts(), await jobs()]).toEqual([0, 0]);
});
