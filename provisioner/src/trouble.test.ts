/** What goes wrong with a single instance, and what the whole provisioner makes of it. */
import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addReconcileJob } from '@rockpool/db/jobs';
import { until } from './testing/until.ts';
import { createWorld, type World } from './testing/world.ts';
import { settled } from './testing/queue.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.dispose());

test('a start that fails says why, without secrets, and runs as soon as the cause is gone', async () => {
  const { id } = await world.claim();
  await world.setUp(id, { key: 'sk-very-secret-key' });
  await writeFile(
    world.bundle,
    `console.error('Error: no such module, key sk-very-secret-key'); process.exit(7);`,
  );
  await world.start();
  const row = await world.reaches(id, 'failed');
  expect(row.phaseReason).toBe('start_failed');
  expect(row.phaseDetail).toBe('the gateway ended with code 7: Error: no such module, key [redacted]');
  expect(row.endpoint).toBeNull();
  await until('it was tried again', async () => (await world.row(id)).failures >= 2);
  await world.restoreBundle();
  const healed = await world.reaches(id, 'running');
  expect(healed.phaseDetail).toBe('');
  expect(await world.programs(id)).toHaveLength(1);
});

test('a gateway program that is not there is a sentence, not a crash', async () => {
  const { id } = await world.claim();
  await world.start({
    config: { driver: { ...world.config.driver, gatewayBundle: '/nowhere/gateway.cjs' } },
  });
  const row = await world.reaches(id, 'failed');
  expect(row.phaseDetail).toContain('/nowhere/gateway.cjs cannot be read');
});

test('a program that dies comes back at once', async () => {
  await world.start();
  const { id } = await world.claim();
  await world.reaches(id, 'running');
  const [pid] = await world.programs(id);
  process.kill(pid!, 'SIGKILL');
  await until(
    'another one runs',
    async () => {
      const [next] = await world.programs(id);
      return next !== undefined && next !== pid && (await world.row(id)).phase === 'running';
    },
    5_000,
  );
});

test('files changed behind its back are put right', async () => {
  await world.start();
  const { id } = await world.claim();
  await world.reaches(id, 'running');
  await settled(world.db, id);
  const before = await readFile(world.statePath(id, 'rockpool.json'), 'utf8');
  await writeFile(world.statePath(id, 'rockpool.json'), '{"exec":{"enabled":true}}');
  await addReconcileJob(world.db, id);
  await until(
    'the file is back',
    async () => (await readFile(world.statePath(id, 'rockpool.json'), 'utf8')) === before,
  );
});

test('a key that left the ring fails one instance with a sentence and leaves its neighbour alone', async () => {
  const one = await world.claim();
  const other = await world.claim();
  await world.setUp(one.id);
  await world.db.modelSetting.update({
    where: { instanceId: one.id },
    data: { keySealed: 's1.gone.AAAA' },
  });
  await world.start();
  const row = await world.reaches(one.id, 'failed');
  expect(row).toMatchObject({
    phaseReason: 'config_rejected',
    phaseDetail: 'The key "gone" is not in the key ring.',
  });
  await world.reaches(other.id, 'running');
});
