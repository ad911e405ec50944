import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { appNow, clockOffsetMs, moveClock } from './clock.ts';
import { addPollScanJob, addReconcileJob, scheduleWakes } from './jobs.ts';
import { createTestDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase()));
afterAll(() => database.drop());
afterEach(async () => {
  await database.db.instance.deleteMany();
  await moveClock(database.db, 'reset');
  await database.db.$executeRaw`delete from graphile_worker._private_jobs`;
});

const jobs = () =>
  database.db.$queryRaw<{ key: string; task: string; payload: unknown; run_at: Date; attempts: number }[]>`
    select j.key, t.identifier as task, j.payload, j.run_at, j.attempts
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id order by j.key`;

test('time stands still inside a transaction and moves between transactions, in whole milliseconds', async () => {
  const [first, second] = await database.db.$transaction(async (tx) => [await appNow(tx), await appNow(tx)]);
  expect(second).toEqual(first);
  expect(Math.abs((await appNow(database.db)).getTime() - Date.now())).toBeLessThan(60_000);
  const [row] = await database.db.$queryRaw<{ us: number }[]>`
    select (extract(microseconds from app_now())::int % 1000) as us`;
  expect(row!.us).toBe(0);
});

test('a moved clock moves app_now() and the defaults of rows, adds up, and can be reset', async () => {
  const { db } = database;
  await moveClock(db, { byMs: 86_400_000 });
  const moved = await moveClock(db, { byMs: 1_000 });
  expect(await clockOffsetMs(db)).toBe(86_401_000);
  const user = await db.user.create({ data: { phone: '+8613900000000' } });
  expect(user.createdAt.getTime()).toBeGreaterThanOrEqual(moved.getTime());
  await moveClock(db, 'reset');
  expect(await clockOffsetMs(db)).toBe(0);
});

test('a move reconciles every instance that is not removed', async () => {
  const { db } = database;
  const phones = ['+8613900000001', '+8613900000002'];
  const users = await Promise.all(phones.map((phone) => db.user.create({ data: { phone } })));
  const [kept] = await Promise.all([
    db.instance.create({ data: { userId: users[0]!.id } }),
    db.instance.create({ data: { userId: users[1]!.id, phase: 'removed' } }),
  ]);
  await moveClock(db, { byMs: 1 });
  expect(await jobs()).toMatchObject([
    { key: `reconcile:${kept.id}`, task: 'reconcile', payload: { instanceId: kept.id } },
  ]);
});

test('many wishes to reconcile are one job, due now', async () => {
  const id = randomUUID();
  await Promise.all(Array.from({ length: 8 }, () => addReconcileJob(database.db, id)));
  const all = await jobs();
  expect(all).toMatchObject([{ key: `reconcile:${id}`, payload: { instanceId: id } }]);
  expect(all[0]!.run_at.getTime()).toBeLessThanOrEqual(Date.now() + 5_000);
});

test('a wake is planned in the time of the machine, replaced by the next, and leaves the wish of now alone', async () => {
  const { db } = database;
  const id = randomUUID();
  await moveClock(db, { byMs: 3_600_000 });
  await addReconcileJob(db, id);
  await scheduleWakes(db, [{ instanceId: id, atAppTime: new Date('2099-01-01T05:00:00Z') }]);
  await scheduleWakes(db, [{ instanceId: id, atAppTime: new Date('2099-01-01T06:00:00Z') }]);
  expect(await jobs()).toMatchObject([
    { key: `reconcile:${id}` },
    {
      key: `wake:${id}`,
      task: 'reconcile',
      payload: { instanceId: id },
      run_at: new Date('2099-01-01T05:00:00Z'),
    },
  ]);
  await scheduleWakes(db, [{ instanceId: id, atAppTime: null }]);
  expect(await jobs()).toMatchObject([{ key: `reconcile:${id}` }]);
});

test('a job of a transaction that is undone was never added', async () => {
  const id = randomUUID();
  const undone = database.db.$transaction(async (tx) => {
    await addReconcileJob(tx, id);
    throw new Error('undo');
  });
  await expect(undone).rejects.toThrow('undo');
  expect(await jobs()).toEqual([]);
});

test('a poll of a scan waits by the clock of the machine, also when the sandbox is in the future', async () => {
  const scanId = randomUUID();
  await moveClock(database.db, { byMs: 86_400_000 });
  const before = Date.now();
  await addPollScanJob(database.db, scanId, 5_000);
  const after = Date.now();
  const [job] = await jobs();
  expect(job).toMatchObject({ task: 'poll-scan', payload: { scanId } });
  // the database counts parts of a millisecond
  expect(job!.run_at.getTime()).toBeGreaterThanOrEqual(before + 5_000 - 1);
  expect(job!.run_at.getTime()).toBeLessThanOrEqual(after + 5_000 + 1);
});
