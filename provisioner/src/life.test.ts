/** The life of an instance under the whole provisioner: a real database, real processes, the stand-in as the gateway. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addReconcileJob } from '@rockpool/db/jobs';
import { moveClock } from '@rockpool/db/clock';
import { grantDays } from '@rockpool/db/ledger/grant';
import { until } from './testing/until.ts';
import { createWorld, type World } from './testing/world.ts';
import { settled } from './testing/queue.ts';

const hourMs = 3_600_000;

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.dispose());

const sha256 = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

test('a claim runs, its first day begins then, and its gateway is reachable', async () => {
  await world.start();
  const { id, entitlementId } = await world.claim();
  const row = await world.reaches(id, 'running');
  expect(row).toMatchObject({
    phaseReason: 'ready',
    failures: 0,
    handle: `process:${id}`,
    phaseDetail: '',
  });
  expect((await fetch(`${row.endpoint}/healthz`)).status).toBe(200);
  const started = await until('the first day begins', async () => {
    const entitlement = await world.db.entitlement.findUniqueOrThrow({ where: { id: entitlementId } });
    return entitlement.startedAt && entitlement;
  });
  expect(started.expiresAt!.getTime() - started.startedAt!.getTime()).toBe(24 * hourMs);
});

test('it expires to the second, keeps every file, and a renewal starts it on the same volume', async () => {
  await world.start();
  const { id, entitlementId } = await world.claim();
  await world.reaches(id, 'running');
  const note = world.statePath(id, 'workspace/MEMORY.md');
  await writeFile(note, 'the user likes tea\n'.repeat(1000));
  const sum = await sha256(note);
  const entitlement = await until('the day runs', async () => {
    const found = await world.db.entitlement.findUniqueOrThrow({ where: { id: entitlementId } });
    return found.expiresAt && { ...found, expiresAt: found.expiresAt };
  });
  const [{ now }] = (await world.db.$queryRaw`select app_now() as now`) as [{ now: Date }];
  // Just before its end it runs; the planned wake alone ends it, nobody asks.
  await moveClock(world.db, { byMs: entitlement.expiresAt.getTime() - now.getTime() - 1_500 });
  expect((await world.row(id)).phase).toBe('running');
  const expired = await world.reaches(id, 'expired');
  expect(expired).toMatchObject({ endpoint: null });
  await until('the program is gone', async () => (await world.programs(id)).length === 0);
  expect(await readFile(world.statePath(id, 'workspace/drained'), 'utf8')).toBe('yes');
  expect(await sha256(note)).toBe(sum);

  await grantDays(world.db, { entitlementId, days: 1, key: 'k', note: '' });
  const again = await world.reaches(id, 'running');
  expect(again.phaseReason).toBe('ready');
  expect(await sha256(note)).toBe(sum);
  expect(await world.programs(id)).toHaveLength(1);
});

test('a renewal while it runs touches neither program nor files', async () => {
  await world.start();
  const { id, entitlementId } = await world.claim();
  await world.reaches(id, 'running');
  const before = await world.driver.observe(id);
  await grantDays(world.db, { entitlementId, days: 2, key: 'k', note: '' });
  await settled(world.db, id);
  expect(await world.driver.observe(id)).toEqual(before);
});

test('reconciling again and again leaves row, program and files as they are', async () => {
  await world.start();
  const { id } = await world.claim();
  await world.setUp(id);
  await world.reaches(id, 'running');
  await until(
    'the first day began',
    async () => (await world.db.entitlement.findFirst({ where: { startedAt: { not: null } } })) !== null,
  );
  await settled(world.db, id);
  const fingerprint = async () => ({
    row: await world.row(id),
    pids: await world.programs(id),
    seen: await world.driver.observe(id),
  });
  const before = await fingerprint();
  for (let i = 0; i < 5; i++) {
    await addReconcileJob(world.db, id);
    await settled(world.db, id);
  }
  expect(await fingerprint()).toEqual(before);
});

test('suspended it stops, released it runs', async () => {
  await world.start();
  const { id } = await world.claim();
  await world.reaches(id, 'running');
  await world.db.instance.update({ where: { id }, data: { suspendedAt: new Date() } });
  await addReconcileJob(world.db, id);
  await world.reaches(id, 'suspended');
  await until('the program is gone', async () => (await world.programs(id)).length === 0);
  await world.db.instance.update({ where: { id }, data: { suspendedAt: null } });
  await addReconcileJob(world.db, id);
  await world.reaches(id, 'running');
});

test('when the retention is over program and volume are removed', async () => {
  await world.start();
  const { id } = await world.claim();
  await world.reaches(id, 'running');
  await until(
    'the day began',
    async () => (await world.db.entitlement.findFirst({ where: { startedAt: { not: null } } })) !== null,
  );
  await moveClock(world.db, { byMs: 200 * 24 * hourMs });
  const row = await world.reaches(id, 'removed');
  expect(row).toMatchObject({ handle: null, endpoint: null });
  expect(await world.driver.observe(id)).toEqual({ state: 'absent' });
});
