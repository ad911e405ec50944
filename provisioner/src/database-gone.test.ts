import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabaseLink } from './testing/database-link.ts';
import { until } from './testing/until.ts';
import { createWorld, type World } from './testing/world.ts';

let world: World;
let link: Awaited<ReturnType<typeof openDatabaseLink>>;
beforeEach(async () => {
  world = await createWorld();
  link = await openDatabaseLink(world.config.databaseUrl);
});
afterEach(async () => {
  await world.dispose();
  await link.close();
});

test('the database gone for ten seconds: instances untouched, then everything waiting is carried out', async () => {
  const service = await world.start({ config: { databaseUrl: link.url } });
  const health = async () => (await fetch(`http://127.0.0.1:${service.port}/healthz`)).status;
  const untouched = await world.claim();
  const crashing = await world.claim();
  await world.reaches(untouched.id, 'running');
  await world.reaches(crashing.id, 'running');
  const pids = await world.programs(untouched.id);
  expect(await health()).toBe(200);

  link.cut();
  const cutAt = Date.now();
  const late = await world.claim();
  const [crashed] = await world.programs(crashing.id);
  process.kill(crashed!, 'SIGKILL');
  await until('ten seconds have gone', () => Date.now() - cutAt >= 10_000);
  expect(await health()).toBe(503);
  expect(await world.programs(untouched.id)).toEqual(pids);
  expect(await world.programs(late.id)).toEqual([]);

  link.restore();
  await world.reaches(late.id, 'running', 30_000);
  await until(
    'the crashed one is back',
    async () => {
      const programs = await world.programs(crashing.id);
      return (
        programs.length === 1 && programs[0] !== crashed && (await world.row(crashing.id)).phase === 'running'
      );
    },
    20_000,
  );
  expect(await world.programs(untouched.id)).toEqual(pids);
  expect((await world.row(untouched.id)).failures).toBe(0);
  await until('it is healthy', async () => (await health()) === 200);
}, 150_000);

test('a provisioner that starts before its database waits for it', async () => {
  link.cut();
  await world.start({ config: { databaseUrl: link.url } });
  const { id } = await world.claim();
  link.restore();
  await world.reaches(id, 'running', 30_000);
}, 60_000);

test('one that could not ask at its start leaves instances of another installation alone all the same', async () => {
  const { id } = await world.claim();
  const handle = `process:of-another-${id}`;
  await world.db.instance.update({ where: { id }, data: { handle } });
  link.cut();
  await world.start({ config: { databaseUrl: link.url } });
  link.restore();
  const row = await until(
    'it was looked at',
    async () => {
      const found = await world.row(id);
      return found.phaseReason === 'driver_unavailable' ? found : null;
    },
    30_000,
  );
  expect(row.handle).toBe(handle);
  expect(await world.driver.list()).toEqual([]);
}, 60_000);
