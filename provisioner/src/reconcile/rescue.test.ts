import { addDiscardJob } from '@rockpool/db/jobs';
import pg from 'pg';
import pino from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMetrics } from '../metrics.ts';
import { createWorld, type World } from '../testing/world.ts';
import { rescueJobs } from './rescue.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.dispose());

const rescue = () => rescueJobs(world.db, pino({ level: 'silent' }), createMetrics({ readStarts: () => 0 }));

const jobs = () =>
  world.db.$queryRaw<{ id: bigint; key: string; locked_by: string | null }[]>`
    select id, key, locked_by from graphile_worker._private_jobs order by id`;

const lockAll = (pool: string) =>
  world.db.$executeRaw`
    update graphile_worker._private_jobs set locked_by = ${pool}, locked_at = now() - interval '2 seconds', attempts = 1`;

test('a job of a dead pool is replaced by a new one, so that a late end of the old one takes no wish with it', async () => {
  const { id } = await world.claim();
  await lockAll('dead');
  const [old] = await jobs();
  await rescue();
  const [job, ...others] = await jobs();
  expect(others).toEqual([]);
  expect(job).toMatchObject({ key: `reconcile:${id}`, locked_by: null });
  expect(job!.id).not.toBe(old!.id);
});

test('a planned wake in the hands of a dead pool becomes a look of now', async () => {
  const { id } = await world.claim();
  await world.db.$executeRaw`update graphile_worker._private_jobs set key = ${`wake:${id}`}`;
  await lockAll('dead');
  await rescue();
  expect(await jobs()).toMatchObject([{ key: `reconcile:${id}`, locked_by: null }]);
});

test('a copy that a dead pool was removing is removed by the next one of its host', async () => {
  const { id } = await world.claim();
  await addDiscardJob(world.db, id, 'b');
  await lockAll('dead');
  await rescue();
  const seen = await world.db.$queryRaw`
    select t.identifier, j.key, j.locked_by from graphile_worker._private_jobs j
      join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier like 'discard%'`;
  expect(seen).toEqual([{ identifier: 'discard@b', key: `discard:${id}:b`, locked_by: null }]);
});

test('jobs of a pool that shows it lives are left alone', async () => {
  await world.claim();
  const living = new pg.Client({ connectionString: world.config.databaseUrl });
  await living.connect();
  await living.query(`select pg_advisory_lock(hashtextextended('provisioner:living', 0))`);
  await lockAll('living');
  await rescue();
  expect(await jobs()).toMatchObject([{ locked_by: 'living' }]);
  await living.end();
});
