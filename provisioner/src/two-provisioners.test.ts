import { afterEach, beforeEach, expect, test } from 'vitest';
import pg from 'pg';
import { addReconcileJob } from '@rockpool/db/jobs';
import { until } from './testing/until.ts';
import { createWorld, type World } from './testing/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.dispose());

test('two provisioners with twenty claims at once make twenty programs, none twice', async () => {
  await Promise.all([world.start(), world.start()]);
  const claims = await Promise.all(Array.from({ length: 20 }, () => world.claim()));
  // Wishes of all sorts fly about while they start.
  await Promise.all(
    claims.flatMap(({ id }) => [addReconcileJob(world.db, id), addReconcileJob(world.db, id)]),
  );
  const rows = await Promise.all(claims.map(({ id }) => world.reaches(id, 'running', 60_000)));
  const programs = await Promise.all(claims.map(({ id }) => world.programs(id)));
  expect(programs.map((pids) => pids.length)).toEqual(claims.map(() => 1));
  expect(new Set(rows.map(({ endpoint }) => endpoint)).size).toBe(20);
  expect(rows.every(({ failures }) => failures === 0)).toBe(true);
}, 90_000);

test('a wish that meets a busy lock is carried out once the lock is free', async () => {
  const service = await world.start();
  const { id } = await world.claim();
  await world.reaches(id, 'running');
  const other = new pg.Client({ connectionString: world.config.databaseUrl });
  await other.connect();
  await until('the lock is free', async () => {
    const { rows } = await other.query<{ ok: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as ok',
      [`instance:${id}`],
    );
    return rows[0]?.ok;
  });
  await world.db.instance.update({ where: { id }, data: { suspendedAt: new Date() } });
  await addReconcileJob(world.db, id);
  await until('the wish met the lock', async () => {
    const { rows } = await other.query<{ n: number }>(
      `select count(*)::int as n from graphile_worker._private_jobs where key = $1 and run_at > now()`,
      [`reconcile:${id}`],
    );
    return rows[0]?.n === 1;
  });
  expect((await world.row(id)).phase).toBe('running');
  await other.end();
  await world.reaches(id, 'suspended');
  expect(service.port).toBeGreaterThan(0);
});

test('a job in the hands of a pool that died is taken over within seconds', async () => {
  await world.start();
  const { id } = await world.claim();
  await world.reaches(id, 'running');
  await until('a wake is planned', async () => {
    const locked = await world.db.$executeRaw`
      update graphile_worker._private_jobs set locked_by = 'dead', locked_at = now()
      where key = ${`wake:${id}`} and locked_by is null`;
    return locked === 1;
  });
  await until('another wake is planned', async () => {
    const rows = await world.db.$queryRaw<{ key: string; locked_by: string | null }[]>`
      select key, locked_by from graphile_worker._private_jobs where payload->>'instanceId' = ${id}`;
    return rows.length === 1 && rows[0]?.key === `wake:${id}` && rows[0].locked_by === null;
  });
});
