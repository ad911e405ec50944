/** A computer that moves from one Docker engine to another, each with disks of their own, over a network of its own kind. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { addReconcileJob } from '@rockpool/db/jobs';
import { createDockerDriver } from '../drivers/docker.ts';
import { createDockerFleet, type DockerFleet } from '../testing/docker-fleet.ts';
import { describeWithDocker, useStandInImage } from '../testing/docker-world.ts';
import { openDriverWithoutWalls } from '../testing/driver-without-walls.ts';
import { openPrivateEngine, type PrivateEngine } from '../testing/private-engine.ts';
import { relayPlace } from '../testing/relay-place.ts';
import { listTar, packSample } from '../testing/sample-volume.ts';
import { until } from '../testing/until.ts';

const patienceMs = 60_000;
const launch = { memoryMiB: 128, cpus: 1, pids: 64, diskMiB: 256 };

describeWithDocker('two engines', (engine) => {
  const image = useStandInImage(engine);
  let own: PrivateEngine;
  let fleet: DockerFleet;
  let disks: string;
  beforeAll(async () => {
    own = await openPrivateEngine();
    await own.load(image());
    disks = await mkdtemp(join(tmpdir(), 'rockpool-move-'));
    fleet = await createDockerFleet(image(), { withDisks: true });
  }, 120_000);
  afterAll(async () => {
    try {
      await fleet?.dispose();
    } finally {
      await own?.close();
      if (disks) await rm(disks, { recursive: true, force: true });
    }
  });

  // An engine needs root.
  test.skipIf(process.getuid?.() !== 0)(
    'a computer goes to the other one and back with all that it has',
    async () => {
      const host = async (name: string) => ({ name, capacity: null, ...(await relayPlace()) });
      const there = { ...fleet.driverConfig, socketPath: own.socketPath, subnets: own.subnets, disks };
      await fleet.start({ config: { host: await host('a') } });
      const { id, entitlementId } = await fleet.claim();
      await fleet.runsOnce(id, patienceMs);
      await fleet.dayBegan(entitlementId);
      // What a user may have, in place of what the stand-in made.
      const sample = await packSample({ extraBytes: 20_000_000 });
      const other = openDriverWithoutWalls(there);
      await fleet.db.instance.update({ where: { id }, data: { suspendedAt: new Date() } });
      await addReconcileJob(fleet.db, id);
      await fleet.reaches(id, 'suspended', patienceMs);
      await until(
        'it is stopped',
        async () => (await fleet.driver.observe(id)).state === 'stopped',
        patienceMs,
      );
      await fleet.driver.importVolume(id, launch, Readable.from([sample]), async () => {});
      await fleet.db.instance.update({ where: { id }, data: { suspendedAt: null } });
      await addReconcileJob(fleet.db, id);
      await fleet.reaches(id, 'running', patienceMs);
      await fleet.mark(id);

      await fleet.start({ config: { host: await host('b'), driver: there }, driver: other });
      const move = async (to: string) => {
        await fleet.db.instance.update({ where: { id }, data: { moveTo: to } });
        await addReconcileJob(fleet.db, id);
        await until(
          `it runs on ${to}, and nowhere else`,
          async () => {
            const { host: home, phase, movedFrom, remainsOn } = await fleet.row(id);
            return home === to && phase === 'running' && movedFrom === null && remainsOn === null;
          },
          patienceMs,
        );
      };
      await move('b');
      expect(await fleet.traces(id)).toEqual([]);
      expect(await other.observe(id)).toMatchObject({ state: 'running' });
      expect((await own.engine.listContainers({})).length).toBe(1);
      expect((await own.engine.listVolumes({})).length).toBe(1);

      await move('a');
      await fleet.runsOnce(id, patienceMs);
      expect(await other.observe(id)).toEqual({ state: 'absent' });
      expect(await own.engine.listContainers({})).toEqual([]);
      expect(await own.engine.listVolumes({})).toEqual([]);
      expect(
        (await readdir(join(disks, fleet.installation))).filter((name) => name.endsWith('.ext4')),
      ).toEqual([]);
      expect(await fleet.isMarked(id)).toBe(true);

      await fleet.db.instance.update({ where: { id }, data: { suspendedAt: new Date() } });
      await addReconcileJob(fleet.db, id);
      await fleet.reaches(id, 'suspended', patienceMs);
      await until(
        'it is stopped',
        async () => (await fleet.driver.observe(id)).state === 'stopped',
        patienceMs,
      );
      const kept = new Set(await listTar((await fleet.driver.exportVolume(id)).tar));
      // Times of folders change with what the stand-in writes into them.
      const sent = (await listTar(sample)).filter((line) => !line.includes(' dir '));
      expect(sent.filter((line) => !kept.has(line))).toEqual([]);
    },
    300_000,
  );

  test('a volume that the disk of the other host cannot hold is refused, and what is left is half', async () => {
    const driver = createDockerDriver({ ...fleet.docker.options });
    const { id } = await fleet.claim();
    const small = { ...launch, diskMiB: 16 };
    const sample = await packSample({ extraBytes: 30_000_000 });
    const large = await driver.importVolume(id, small, Readable.from([sample]), async () => {});
    expect(large).toMatchObject({ kind: 'too_large' });
    expect(await driver.observe(id)).toEqual({ state: 'half' });
    // Within the bound, but the file system needs some of it for itself.
    const tight = await packSample({ extraBytes: 7_000_000 });
    const full = await driver.importVolume(id, small, Readable.from([tight]), async () => {});
    expect(full).toMatchObject({ kind: 'too_large' });
    await driver.destroy(id);
    expect(await fleet.traces(id)).toEqual([]);
  }, 60_000);
});
