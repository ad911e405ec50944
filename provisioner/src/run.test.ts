/** The provisioner as a service: how it begins and ends, and what it does not take for its own. */
import pino from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addReconcileJob } from '@rockpool/db/jobs';
import { createInstanceLocks } from './instance-locks.ts';
import { until } from './testing/until.ts';
import { createWorld, type World } from './testing/world.ts';
import { jobsOf, settled } from './testing/queue.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.dispose());

test('a provisioner that ends leaves instances running; the next one adopts them', async () => {
  const first = await world.start();
  const { id } = await world.claim();
  await world.reaches(id, 'running');
  await settled(world.db, id);
  const before = { pids: await world.programs(id), row: await world.row(id) };
  await world.stop(first);
  expect(await world.programs(id)).toEqual(before.pids);
  await world.start();
  await until('it was looked at', async () =>
    (await jobsOf(world.db, id)).every(({ key }) => key === '' || key === `wake:${id}`),
  );
  expect({ pids: await world.programs(id), row: await world.row(id) }).toEqual(before);
});

test('asked to, it ends everything it started, and the next start brings all back', async () => {
  const first = await world.start({ config: { stopInstancesOnExit: true } });
  const { id } = await world.claim();
  await world.reaches(id, 'running');
  await settled(world.db, id);
  await world.stop(first);
  expect(await world.programs(id)).toEqual([]);
  expect((await world.row(id)).phase).toBe('running');
  await world.start();
  await until('it runs again', async () => (await world.programs(id)).length === 1);
  await until('and is seen', async () => {
    const row = await world.row(id);
    return row.phase === 'running' && row.endpoint !== null && row.failures === 0;
  });
});

test('a program without an instance is stopped and its volume is kept', async () => {
  const { id } = await world.claim();
  const service = await world.start();
  await world.reaches(id, 'running');
  await settled(world.db, id);
  await world.stop(service);
  await world.db.reminder.deleteMany();
  await world.db.entitlement.deleteMany();
  await world.db.instance.deleteMany();
  const next = await world.start();
  await until('the orphan is stopped', async () => (await world.driver.observe(id)).state === 'stopped');
  const metrics = await until('it is reported', async () => {
    const text = await (await fetch(`http://127.0.0.1:${next.port}/metrics`)).text();
    return text.includes('rockpool_orphans 1') && text;
  });
  expect(metrics).toMatch(/rockpool_reconciles_total|rockpool_starts_in_progress/);
});

test('does not start among instances of another installation, and does once they are forgotten on purpose', async () => {
  const { id } = await world.claim();
  const handle = `process:of-another-${id}`;
  await world.db.instance.update({ where: { id }, data: { handle } });
  await expect(world.start()).rejects.toThrow(`${handle} would now be process:${id}`);
  expect(await world.row(id)).toMatchObject({ handle, phase: 'provisioning', phaseReason: 'claimed' });
  expect(await world.driver.list()).toEqual([]);

  await world.db.instance.update({ where: { id }, data: { handle: null } });
  await world.start();
  await world.reaches(id, 'running');
});

test('starts among removed instances of another installation', async () => {
  const { id } = await world.claim();
  const handle = `docker:rockpool-other-${id}`;
  await world.db.instance.update({ where: { id }, data: { handle, phase: 'removed' } });
  await world.start();
});

test('takes an instance that is not there under this name for unknown, not for absent', async () => {
  await world.start();
  const { id } = await world.claim();
  await world.reaches(id, 'running');
  await settled(world.db, id);
  const handle = `docker:rockpool-other-${id}`;
  // nobody looks while it goes: half removed it is a stopped instance, which is started
  const locks = createInstanceLocks(world.config.databaseUrl, pino({ level: 'silent' }));
  const lock = await until('nobody looks', () => locks.acquire(id, { patienceMs: 0 }));
  await world.db.instance.update({ where: { id }, data: { handle } });
  await world.driver.destroy(id);
  await lock.release();
  await locks.close();
  await addReconcileJob(world.db, id);
  const row = await until('it is out of sight', async () => {
    const found = await world.row(id);
    return found.phaseReason === 'driver_unavailable' ? found : null;
  });
  expect(row).toMatchObject({ handle, phase: 'running' });
  expect(row.phaseDetail).toBe(`it is stored as ${handle}, and process:${id} is not there: set DRIVER back`);
  expect(await world.driver.observe(id)).toEqual({ state: 'absent' });
});

test('/healthz and the gauge of phases answer', async () => {
  const service = await world.start();
  const { id } = await world.claim();
  await world.reaches(id, 'running');
  const at = `http://127.0.0.1:${service.port}`;
  expect(await (await fetch(`${at}/healthz`)).json()).toEqual({ ok: true, database: 'reachable' });
  const metrics = await (await fetch(`${at}/metrics`)).text();
  expect(metrics).toContain('rockpool_instances{phase="running",host="main"} 1');
  expect(metrics).toMatch(/rockpool_reconciles_total\{action="start",reason="\w+"\} 1/);
});
