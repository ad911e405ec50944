import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeComputer, makeHost } from '@rockpool/db/hosts/testing';
import { createInstanceLocks, type InstanceLocks } from '../instance-locks.ts';
import { createWorld, type World } from '../testing/world.ts';
import { discard, enqueueDiscards } from './discard.ts';

const log = pino({ level: 'silent' });
let world: World;
let locks: InstanceLocks;
beforeAll(async () => {
  world = await createWorld();
  locks = createInstanceLocks(world.env.DATABASE_URL, log);
  await makeHost(world.db, 'main', {});
  for (const name of ['home', 'silent']) await makeHost(world.db, name, { seenSecondsAgo: 120 });
});
afterAll(async () => {
  await locks.close();
  await world.dispose();
});

test('a copy stays while the machine with the whole volume is silent, and goes when that is back', async () => {
  const { db, driver } = world;
  const id = await makeComputer(db, { host: 'home', remainsOn: 'main' });
  await mkdir(join(world.instancesDir, id, 'state'), { recursive: true });
  const jobs = () => db.$queryRaw`select from graphile_worker.jobs where key = ${`discard:${id}:main`}`;
  const run = () => discard({ db, driver, host: 'main', locks, log }, id);

  await enqueueDiscards(db, 'main');
  expect(await jobs()).toEqual([]);
  expect(await run()).toBe('done');
  expect(await driver.observe(id)).toMatchObject({ state: 'stopped' });
  expect(await world.row(id)).toMatchObject({ remainsOn: 'main' });

  await db.$executeRaw`update hosts set beat_at = now() where name = 'home'`;
  await enqueueDiscards(db, 'main');
  expect(await jobs()).toHaveLength(1);
  expect(await run()).toBe('done');
  expect(await driver.observe(id)).toEqual({ state: 'absent' });
  expect(await world.row(id)).toMatchObject({ remainsOn: null });
});

test('a copy is left alone well before its machine may be declared lost, so that neither happens in the middle of the other', async () => {
  const { db, driver } = world;
  await makeHost(db, 'late', { seenSecondsAgo: 45 });
  await db.$executeRaw`update hosts set beat_at = now() - interval '45 seconds' where name = 'late'`;
  const id = await makeComputer(db, { host: 'late', remainsOn: 'main' });
  await mkdir(join(world.instancesDir, id, 'state'), { recursive: true });
  expect(await discard({ db, driver, host: 'main', locks, log }, id)).toBe('done');
  expect(await driver.observe(id)).toMatchObject({ state: 'stopped' });
});

test.each<[string, Parameters<typeof makeComputer>[1]]>([
  ['while its machine is silent', { host: 'silent', remainsOn: 'main' }],
  ['when it lives nowhere any more, its last machine lost', {}],
])('of one that was removed the copy goes also %s', async (_when, where) => {
  const { db, driver } = world;
  const id = await makeComputer(db, { ...where, phase: 'removed' });
  await mkdir(join(world.instancesDir, id, 'state'), { recursive: true });
  expect(await discard({ db, driver, host: 'main', locks, log }, id)).toBe('done');
  expect(await driver.observe(id)).toEqual({ state: 'absent' });
});
