import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addReconcileJob, scheduleWakes } from './jobs.ts';
import { createTestDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const jobsOf = (id: string) =>
  database.db.$queryRaw<{ key: string | null; locked: boolean }[]>`
    select key, locked_at is not null as locked from graphile_worker._private_jobs
    where payload->>'instanceId' = ${id} order by id`;

/** Takes the waiting job of this key as a worker does, holds the row, and lets go after `during` has begun to wait for it. */
async function takeWhile(key: string, during: () => Promise<void>) {
  const worker = await database.db.pool.connect();
  try {
    await worker.query('begin');
    await worker.query(
      `update graphile_worker._private_jobs set locked_by = 'w', locked_at = now(), attempts = attempts + 1 where key = $1`,
      [key],
    );
    const adding = during();
    // asked by another connection: within a transaction the answer stays what it was at first
    const waiting = () =>
      database.db
        .$queryRaw`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
    while (((await waiting()) as unknown[]).length === 0);
    await worker.query('commit');
    await adding;
  } finally {
    worker.release();
  }
}

test('a wish that comes while a worker takes the job before it gets a job of its own', async () => {
  const id = randomUUID();
  await addReconcileJob(database.db, id);
  await takeWhile(`reconcile:${id}`, () => addReconcileJob(database.db, id));
  expect(await jobsOf(id)).toEqual([
    { key: null, locked: true },
    { key: `reconcile:${id}`, locked: false },
  ]);
});

test('so does a planned wake', async () => {
  const id = randomUUID();
  const wakes = [{ instanceId: id, atAppTime: new Date() }];
  await scheduleWakes(database.db, wakes);
  await takeWhile(`wake:${id}`, () => scheduleWakes(database.db, wakes));
  expect(await jobsOf(id)).toContainEqual({ key: `wake:${id}`, locked: false });
});

test('a wish that comes while one waits joins it', async () => {
  const id = randomUUID();
  await addReconcileJob(database.db, id);
  await addReconcileJob(database.db, id);
  expect(await jobsOf(id)).toEqual([{ key: `reconcile:${id}`, locked: false }]);
});
