import { makeHost } from '@rockpool/db/hosts/testing';
import pino from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMetrics } from '../metrics.ts';
import { renderInstanceSpec } from '../render/instance-spec.ts';
import { createWorld, type World } from '../testing/world.ts';
import { enqueueAll, sweep } from './sweep.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.dispose());

const deps = () => {
  const metrics = createMetrics({ readStarts: () => 0 });
  return { db: world.db, driver: world.driver, host: 'main', log: pino({ level: 'silent' }), metrics };
};

const jobs = async () => {
  const rows = await world.db.$queryRaw<
    { key: string }[]
  >`select key from graphile_worker._private_jobs order by key`;
  return rows.map(({ key }) => key);
};

/** The provisioner has seen what was wished for. */
const meet = (id: string) =>
  world.db.$executeRaw`update instances set spec_version_seen = spec_version where id = ${id}::uuid`;

const planWake = async (id: string) => {
  await world.db.$executeRaw`
    update graphile_worker._private_jobs set key = ${`wake:${id}`}, run_at = now() + interval '1 day'
    where key = ${`reconcile:${id}`}`;
};

const program = (id: string) =>
  renderInstanceSpec(id, 0, {
    locale: 'zh',
    timeZone: 'Asia/Shanghai',
    gatewayToken: 't',
    exec: false,
    bind: 'loopback',
    model: null,
    feishu: null,
  });

test('an instance that fell out of the queue is put back, a planned one and a removed one are not', async () => {
  const [lost, planned, removed] = [await world.claim(), await world.claim(), await world.claim()];
  for (const { id } of [lost, planned]) await meet(id);
  await world.db
    .$executeRaw`delete from graphile_worker._private_jobs where key <> ${`reconcile:${planned.id}`}`;
  await planWake(planned.id);
  await world.db.instance.update({ where: { id: removed.id }, data: { phase: 'removed' } });
  await sweep(deps());
  expect(await jobs()).toEqual([`reconcile:${lost.id}`, `wake:${planned.id}`]);
});

test('at the start every instance but the removed ones is enqueued, once', async () => {
  const [one, removed] = [await world.claim(), await world.claim()];
  await world.db.instance.update({ where: { id: removed.id }, data: { phase: 'removed' } });
  await world.db.$executeRaw`delete from graphile_worker._private_jobs`;
  expect(await enqueueAll(world.db, 'main')).toBe(1);
  await enqueueAll(world.db, 'main');
  expect(await jobs()).toEqual([`reconcile:${one.id}`]);
});

test('programs of unknown and of removed instances are stopped, their volumes kept and counted', async () => {
  const [known, removed] = [await world.claim(), await world.claim()];
  const unknown = '0192f3a4-0000-7000-8000-000000000001';
  await world.db.instance.update({ where: { id: removed.id }, data: { phase: 'removed' } });
  for (const id of [known.id, removed.id, unknown]) await world.driver.apply(program(id), { graceMs: 3_000 });
  const given = deps();
  await sweep(given);
  const alive = Object.fromEntries((await world.driver.list()).map((each) => [each.id, each.alive]));
  expect(alive).toEqual({ [known.id]: true, [removed.id]: false, [unknown]: false });
  expect(await given.metrics.registry.metrics()).toContain('rockpool_orphans 2');
  await sweep(given);
  expect(await given.metrics.registry.metrics()).toContain('rockpool_orphans 2');
});

test('what lives elsewhere is stopped here and its volume kept; a volume that a move left here is no orphan', async () => {
  for (const name of ['main', 'b']) await makeHost(world.db, name, {});
  const [here, elsewhere, fetched, remains] = [
    await world.claim(),
    await world.claim(),
    await world.claim(),
    await world.claim(),
  ];
  const lives = (id: string, data: object) => world.db.instance.update({ where: { id }, data });
  await lives(here.id, { host: 'main' });
  await lives(elsewhere.id, { host: 'b' });
  await lives(fetched.id, { host: 'b', movedFrom: 'main' });
  await lives(remains.id, { host: 'b', remainsOn: 'main' });
  for (const { id } of [here, elsewhere, fetched, remains])
    await world.driver.apply(program(id), { graceMs: 3_000 });
  const given = deps();
  await sweep(given);
  const alive = Object.fromEntries((await world.driver.list()).map((each) => [each.id, each.alive]));
  expect(alive).toEqual({ [here.id]: true, [elsewhere.id]: false, [fetched.id]: false, [remains.id]: false });
  expect(await given.metrics.registry.metrics()).toContain('rockpool_orphans 1');
});

test('only this host’s instances, and those of none, are looked at', async () => {
  for (const name of ['main', 'b']) await makeHost(world.db, name, {});
  const [mine, nowhere, theirs] = [await world.claim(), await world.claim(), await world.claim()];
  await world.db.instance.update({ where: { id: mine.id }, data: { host: 'main' } });
  await world.db.instance.update({ where: { id: theirs.id }, data: { host: 'b' } });
  await world.db.$executeRaw`delete from graphile_worker._private_jobs`;
  await sweep(deps());
  expect(await jobs()).toEqual([`reconcile:${mine.id}`, `reconcile:${nowhere.id}`].sort());
  await world.db.$executeRaw`delete from graphile_worker._private_jobs`;
  expect(await enqueueAll(world.db, 'main')).toBe(2);
});

test('a wish whose job was lost gets another one beside the planned wake, one that was taken over does not', async () => {
  const [wished, met] = [await world.claim(), await world.claim()];
  await meet(met.id);
  for (const { id } of [wished, met]) await planWake(id);
  await sweep(deps());
  expect(await jobs()).toEqual([`reconcile:${wished.id}`, `wake:${met.id}`, `wake:${wished.id}`].sort());
});
