import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Db } from '@rockpool/db/client';
import { makeComputer, makeHost } from '@rockpool/db/hosts/testing';
import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { computersByHost, queuedJobs } from '../testing/queue.ts';
import { createPlacing, type Placed } from './place.ts';
import { callWaiting, takeBackOffers } from './waiting.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());
beforeEach(async () => {
  await db.$executeRaw`truncate users, hosts cascade`;
  await db.$executeRaw`truncate graphile_worker._private_jobs`;
});

const homeless = (count: number, phaseReason = 'claimed') =>
  Promise.all(Array.from({ length: count }, () => makeComputer(db, { phase: 'provisioning', phaseReason })));
const counts = () => computersByHost(db);
const jobs = async () => (await queuedJobs(db)).map(({ task, key }) => ({ task, key }));

/** Every host places what it has in hand until each computer has a place or there is none: as the queue would bring them. */
async function placeAll(names: readonly string[], ids: readonly string[]) {
  const placings = new Map(names.map((host) => [host, createPlacing({ db, host })]));
  const ends: Placed['kind'][] = [];
  let hops = 0;
  const follow = async (id: string, at: string, offered: boolean): Promise<void> => {
    const placed = await placings.get(at)!({ id, offered });
    if (placed.kind !== 'offered') return void ends.push(placed.kind);
    hops += 1;
    return follow(id, placed.to, true);
  };
  await Promise.all(ids.map((id, index) => follow(id, names[index % names.length]!, false)));
  return { ends, hops };
}

test('whatever the places and whoever asks, no host has more than it may, and nobody waits while there is room', async () => {
  const host = fc.record({
    capacity: fc.option(fc.integer({ min: 0, max: 12 }), { freq: 8 }),
    lives: fc.integer({ min: 0, max: 5 }),
    accepting: fc.boolean(),
    away: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(host, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 25 }),
      async (hosts, count) => {
        await db.$executeRaw`delete from instances`;
        await db.$executeRaw`delete from hosts`;
        const named = hosts.map((each, index) => ({
          ...each,
          name: `h${index}`,
          away: each.away && index > 0,
        }));
        for (const { name, capacity, accepting, away, lives } of named) {
          await makeHost(db, name, { capacity, accepting, seenSecondsAgo: away ? 3_600 : 0 });
          await Promise.all(Array.from({ length: lives }, () => makeComputer(db, { host: name })));
        }
        const ids = await homeless(count);
        const working = named.filter(({ away }) => !away).map(({ name }) => name);
        const { ends, hops } = await placeAll(working, ids);
        const after = await counts();
        let free = 0;
        for (const { name, capacity, lives, accepting } of named) {
          const now = after[name] ?? 0;
          expect(now).toBeLessThanOrEqual(Math.max(capacity ?? Infinity, lives));
          if (!accepting || !working.includes(name)) expect(now).toBe(lives);
          else free += Math.max((capacity ?? Infinity) - lives, 0);
        }
        expect(ends.filter((kind) => kind === 'taken')).toHaveLength(Math.min(count, free));
        expect(after.null ?? 0).toBe(count - Math.min(count, free));
        expect(hops).toBeLessThanOrEqual(3 * count);
      },
    ),
    { numRuns: 20 },
  );
}, 60_000);

test('computers go to the emptiest, by their share of its places', async () => {
  await makeHost(db, 'large', { capacity: 40 });
  await makeHost(db, 'small', { capacity: 10 });
  await placeAll(['large', 'small'], await homeless(25));
  const { large = 0, small = 0 } = await counts();
  expect(large + small).toBe(25);
  // by number it would be 13; who chooses does not see what the other offers at that moment
  expect(Math.abs(large - 20)).toBeLessThanOrEqual(4);
});

test('one whose removal was seen counts again from the moment it has a place', async () => {
  await makeHost(db, 'a', { capacity: 3 });
  const ids = await Promise.all(
    Array.from({ length: 10 }, () => makeComputer(db, { phase: 'removed', phaseReason: 'removal_asked' })),
  );
  const placings = Array.from({ length: 10 }, () => createPlacing({ db, host: 'a' }));
  await Promise.all(ids.map((id, index) => placings[index]!({ id, offered: false })));
  expect(
    await db.instance.groupBy({
      by: ['host', 'phase', 'phaseReason'],
      _count: true,
      orderBy: { phase: 'asc' },
    }),
  ).toEqual([
    { host: 'a', phase: 'provisioning', phaseReason: 'claimed', _count: 3 },
    { host: null, phase: 'removed', phaseReason: 'removal_asked', _count: 7 },
  ]);
});

test('a host that has not beaten yet takes nothing, and one that was asked twice has it once', async () => {
  const [id] = await homeless(1);
  const place = createPlacing({ db, host: 'a' });
  expect(await place({ id: id!, offered: false })).toEqual({ kind: 'not_yet' });
  await makeHost(db, 'a', { capacity: 1 });
  expect(await place({ id: id!, offered: false })).toEqual({ kind: 'taken' });
  expect(await counts()).toEqual({ a: 1 });
});

test('who waits longest is called first, as many as there are places, and nobody by a host without any', async () => {
  const ids = await homeless(5, 'no_room');
  for (const [index, id] of ids.entries())
    await db.$executeRaw`update instances set phase_since = app_now() - ${10 - index} * interval '1 minute' where id = ${id}::uuid`;
  await makeHost(db, 'full', { capacity: 0 });
  await makeHost(db, 'closed', { accepting: false });
  await makeHost(db, 'two', { capacity: 2 });
  for (const name of ['full', 'closed', 'unknown']) await callWaiting(db, name);
  expect(await jobs()).toEqual([]);
  await callWaiting(db, 'two');
  expect(await jobs()).toEqual(ids.slice(0, 2).map((id) => ({ task: 'reconcile', key: `reconcile:${id}` })));
  await makeHost(db, 'endless', {});
  await callWaiting(db, 'endless');
  expect(await jobs()).toHaveLength(5);
});

test('an offer that was not taken for long is taken back, one that is new, under way or one’s own is not', async () => {
  await makeHost(db, 'a', {});
  const [old, young, underWay, own, settled] = await homeless(5);
  await db.instance.update({ where: { id: settled! }, data: { host: 'a' } });
  const offer = (id: string, to: string) => db.$executeRaw`
    select add_keyed_job(${`reconcile@${to}`}, json_build_object('instanceId', ${id}::text), 'reconcile:' || ${id}::text,
      now() - interval '16 seconds')`;
  for (const id of [old!, young!, underWay!, settled!]) await offer(id, 'b');
  await offer(own!, 'a');
  await db.$executeRaw`update graphile_worker._private_jobs set run_at = now() where key = 'reconcile:' || ${young!}::text`;
  await db.$executeRaw`
    update graphile_worker._private_jobs set locked_at = now(), locked_by = 'b' where key = 'reconcile:' || ${underWay!}::text`;
  await takeBackOffers(db, 'a');
  const tasks = Object.fromEntries(
    (await jobs()).map(({ key, task }) => [key.slice('reconcile:'.length), task]),
  );
  expect(tasks).toEqual({
    [old!]: 'reconcile',
    [young!]: 'reconcile@b',
    [underWay!]: 'reconcile@b',
    [own!]: 'reconcile@a',
    [settled!]: 'reconcile@b',
  });
});
