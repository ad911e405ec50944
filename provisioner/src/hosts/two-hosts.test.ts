/** Two hosts with folders of their own in one database. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { moveClock } from '@rockpool/db/clock';
import { makeHost } from '@rockpool/db/hosts/testing';
import { addReconcileJob, taskOnHost } from '@rockpool/db/jobs';
import { computersByHost, looksAt } from '../testing/queue.ts';
import { diesAt, killAllStanding, startProcess } from '../testing/standing-provisioner.ts';
import { until } from '../testing/until.ts';
import { createWorld, type World } from '../testing/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  killAllStanding();
  await world.dispose();
});

/** Ten at a time, as many as there are connections. */
async function claimed(count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const some = Array.from({ length: Math.min(count - ids.length, 10) }, () => world.claim());
    ids.push(...(await Promise.all(some)).map(({ id }) => id));
  }
  return ids;
}
const homes = () => computersByHost(world.db);
const jobsOf = (id: string) => looksAt(world.db, id);

test('fifty claims for two hosts of twenty places: never more, and who waits goes on when a place comes', async () => {
  const [a, b] = [world.host('a', { capacity: 20 }), world.host('b', { capacity: 20 })];
  await Promise.all([a, b].map(({ config }) => world.start({ config })));
  const ids = await claimed(50);
  await until(
    'ten find no room and forty run',
    async () => {
      const seen = await homes();
      expect(seen.a ?? 0).toBeLessThanOrEqual(20);
      expect(seen.b ?? 0).toBeLessThanOrEqual(20);
      const waiting = await world.db.instance.count({ where: { host: null, phaseReason: 'no_room' } });
      return waiting === 10 && (await world.db.instance.count({ where: { phase: 'running' } })) === 40;
    },
    90_000,
  );
  expect(await homes()).toEqual({ a: 20, b: 20, null: 10 });
  const listed = await Promise.all([a.driver.list(), b.driver.list()]);
  expect(listed.map((each) => each.length)).toEqual([20, 20]);

  const leaving = (await world.db.instance.findFirstOrThrow({ where: { host: 'a' } })).id;
  const longest = await world.db.instance.findFirstOrThrow({
    where: { host: null },
    orderBy: [{ phaseSince: 'asc' }, { id: 'asc' }],
  });
  await world.db.instance.update({ where: { id: leaving }, data: { removalAt: new Date(0) } });
  await addReconcileJob(world.db, leaving);
  await world.reaches(leaving, 'removed');
  expect(await world.reaches(longest.id, 'running', 30_000)).toMatchObject({ host: 'a' });
  expect(await world.db.instance.count({ where: { host: 'a', phase: { not: 'removed' } } })).toBe(20);
  expect(ids).toHaveLength(50);
}, 180_000);

test('computers are spread evenly, and their jobs go home', async () => {
  const [a, b] = [world.host('a', { capacity: 20 }), world.host('b', { capacity: 20 })];
  const provisioners = await Promise.all([a, b].map(({ config }) => world.start({ config })));
  const ids = await claimed(12);
  await Promise.all(ids.map((id) => world.reaches(id, 'running', 60_000)));
  const { a: onA = 0, b: onB = 0 } = await homes();
  expect(Math.abs(onA - onB)).toBeLessThanOrEqual(2);
  for (const id of ids) {
    const { host } = await world.row(id);
    await until('its next look is planned at home', async () =>
      (await jobsOf(id)).some(({ task }) => task === taskOnHost('reconcile', host!)),
    );
    expect(await world.programs(id)).toHaveLength(1);
  }
  // What lives on the other host is out of reach of this one, and a job of the old kind finds its way.
  await world.stop(provisioners[1]!);
  const [here, there] = await Promise.all(
    ['a', 'b'].map((host) => world.db.instance.findFirstOrThrow({ where: { host } })),
  );
  for (const { id } of [here!, there!]) {
    await world.db.instance.update({ where: { id }, data: { suspendedAt: new Date() } });
    await world.db.$executeRaw`
      select graphile_worker.add_job('reconcile', json_build_object('instanceId', ${id}::text), job_key => 'reconcile:' || ${id}::text)::text`;
  }
  await world.reaches(here!.id, 'suspended');
  await until('the job waits for the other host', async () =>
    (await jobsOf(there!.id)).some(({ task, locked }) => task === 'reconcile@b' && !locked),
  );
  expect((await world.row(there!.id)).phase).toBe('running');
  expect(await world.programs(there!.id)).toHaveLength(1);
  await world.start({ config: b.config });
  await world.reaches(there!.id, 'suspended');
}, 120_000);

test('a host whose provisioner is killed keeps its computers, and the other leaves them alone', async () => {
  const [a, b] = [world.host('a', { capacity: 1 }), world.host('b', {})];
  await world.start({ config: a.config });
  const [onA] = await claimed(1);
  await world.reaches(onA!, 'running');
  const process = startProcess({ ...world.env, ...b.env }, null);
  await until('b beats', () => world.db.host.findUnique({ where: { name: 'b' } }));
  const [onB] = await claimed(1);
  expect(await world.reaches(onB!, 'running', 30_000)).toMatchObject({ host: 'b' });
  const [pid] = await world.programs(onB!);
  await process.kill();
  // Jobs of both, a sweep, and a clock that jumps, while nobody is there for b.
  await moveClock(world.db, { byMs: 90_000 });
  await addReconcileJob(world.db, onB!);
  await addReconcileJob(world.db, onA!);
  await world.db.$executeRaw`select graphile_worker.add_job('sweep', job_key => 'sweep')::text`;
  await until('the sweep is over', async () => {
    const rows = await world.db.$queryRaw<unknown[]>`
      select from graphile_worker._private_jobs where key = 'sweep' or key = 'reconcile:' || ${onA!}`;
    return rows.length === 0;
  });
  expect(await world.programs(onB!)).toEqual([pid]);
  expect(await world.row(onB!)).toMatchObject({ host: 'b', phase: 'running' });
  expect((await a.driver.list()).map(({ id }) => id)).toEqual([onA]);
  await world.start({ config: b.config });
  await until('b has looked at its own', async () => (await jobsOf(onB!)).length > 0);
  expect(await world.programs(onB!)).toEqual([pid]);
}, 60_000);

test('a computer that was offered to a host which ended goes to who is there', async () => {
  await makeHost(world.db, 'a', { address: null });
  const b = world.host('b', { capacity: 5 });
  const [id] = await claimed(1);
  await world.start({ config: b.config });
  await until('it was offered', async () => {
    await world.db.$executeRaw`update hosts set seen_at = app_now() where name = 'a'`;
    return (await jobsOf(id!)).some(({ task }) => task === 'reconcile@a');
  });
  await world.db.$executeRaw`update hosts set seen_at = app_now() - interval '61 seconds' where name = 'a'`;
  await world.db.$executeRaw`
    update graphile_worker._private_jobs set run_at = now() - interval '16 seconds' where key = 'reconcile:' || ${id!}`;
  expect(await world.reaches(id!, 'running', 30_000)).toMatchObject({ host: 'b' });
}, 60_000);

test('killed after it took a place, before it started anything: the place is kept and counted once', async () => {
  const a = world.host('a', { capacity: 1 });
  const [id] = await claimed(1);
  await diesAt({ ...world.env, ...a.env }, 'placed');
  expect(await world.row(id!)).toMatchObject({ host: 'a', phaseReason: 'claimed', handle: null });
  // nobody else takes it over
  const b = world.host('b', {});
  await world.start({ config: b.config });
  await until('its job waits at home', async () =>
    (await jobsOf(id!)).every(({ task, locked }) => task === 'reconcile@a' && !locked),
  );
  expect(await world.programs(id!)).toEqual([]);
  await world.start({ config: a.config });
  expect(await world.reaches(id!, 'running')).toMatchObject({ host: 'a', failures: 0 });
  expect(await world.programs(id!)).toHaveLength(1);
});

test('a host that is closed takes nobody new, and keeps who lives there', async () => {
  const a = world.host('a', {});
  await world.start({ config: a.config });
  const [old] = await claimed(1);
  await world.reaches(old!, 'running');
  await world.db.host.update({ where: { name: 'a' }, data: { accepting: false } });
  const [late] = await claimed(1);
  await until('it waits', async () => (await world.row(late!)).phaseReason === 'no_room');
  expect(await world.row(late!)).toMatchObject({ phase: 'provisioning', host: null, handle: null });
  expect((await world.row(old!)).phase).toBe('running');
  await world.db.host.update({ where: { name: 'a' }, data: { accepting: true } });
  await world.reaches(late!, 'running', 30_000);
}, 60_000);
