import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, symlink, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  describeWithDocker,
  openDockerWorld,
  useStandInImage,
  type DockerWorld,
} from '../../testing/docker-world.ts';
import type { DockerDriver } from '../docker.ts';
import { startRefusal } from './start-refusal.ts';

const graceMs = 3_000;
const isRoot = process.getuid?.() === 0;

describeWithDocker('volumes', (engine) => {
  const image = useStandInImage(engine);
  let world: DockerWorld;
  let id: string;
  beforeEach(() => {
    world = openDockerWorld(image());
    id = randomUUID();
  });
  afterEach(() => world.dispose());

  test('without a folder for them have no bound, and the driver says why', () => {
    expect(world.create().diskBound()).toEqual({
      bounded: false,
      why: expect.stringMatching(/TENANT_DISKS/),
    });
    const without = world.create({ disks: '/var/tmp', isRoot: false });
    expect(without.diskBound()).toEqual({ bounded: false, why: expect.stringMatching(/root/) });
  });

  describe.skipIf(!isRoot)('on disks of their own (as root)', () => {
    let disks: string;
    let driver: DockerDriver;
    beforeEach(async () => {
      disks = await mkdtemp(join(tmpdir(), 'rockpool-disks-'));
      driver = world.create({ disks });
    });
    afterEach(async () => {
      for (const each of await driver.list()) await driver.destroy(each.id);
      await rm(disks, { recursive: true, force: true });
    });

    const devices = () =>
      execFileSync('losetup', ['--list', '--noheadings', '--output', 'BACK-FILE'], { encoding: 'utf8' })
        .split('\n')
        .filter((line) => line.includes(id));
    const file = () => join(disks, world.installation);
    const started = async () => {
      await driver.apply(world.specOf(id), { graceMs });
      return world.runs(driver, id);
    };

    test('are full at their bound, and the program runs on', async () => {
      expect(driver.diskBound().bounded).toBe(true);
      const { endpoint } = await started();
      const wrote = await fetch(`${endpoint}/fill?mib=80`);
      expect(await wrote.json()).toMatchObject({ code: 'ENOSPC' });
      expect((await driver.observe(id)).state).toBe('running');
    });

    test('keep their files over a stop, a lost volume of the engine, and a reboot that gives other devices', async () => {
      await started();
      await world.writeFile(id, 'workspace/mine.md', 'kept');
      await driver.stop(id, { graceMs });
      await engine.removeContainer(world.nameOf(id));
      await engine.removeVolume(world.nameOf(id));
      expect(await driver.observe(id)).toEqual({ state: 'stopped', exit: null });
      await started();
      expect(await world.readFile(id, 'workspace/mine.md')).toBe('kept');
      await driver.stop(id, { graceMs });
      await unlink(join(file(), `${id}.loop`));
      await symlink('/dev/loop999', join(file(), `${id}.loop`));
      await started();
      expect(await world.readFile(id, 'workspace/mine.md')).toBe('kept');
    });

    test('hold one loop device while the program runs, and none afterwards, however it ended', async () => {
      await started();
      expect(devices()).toHaveLength(1);
      await driver.apply({ ...world.specOf(id), restarts: 1 }, { graceMs });
      await world.runs(driver, id);
      expect(devices()).toHaveLength(1);
      await engine.killContainer(world.nameOf(id));
      await engine.waitContainer(world.nameOf(id), 5_000);
      expect(devices()).toHaveLength(0);
      await started();
      await driver.destroy(id);
      expect(devices()).toHaveLength(0);
      expect(await readdir(file())).toEqual([]);
      expect(await driver.observe(id)).toEqual({ state: 'absent' });
    });

    test('a disk whose volume is lost is listed, and destroyed with the instance', async () => {
      await started();
      await driver.stop(id, { graceMs });
      await engine.removeContainer(world.nameOf(id));
      await engine.removeVolume(world.nameOf(id));
      expect(await driver.list()).toEqual([{ id, alive: false }]);
      await driver.destroy(id);
      expect(await driver.list()).toEqual([]);
    });

    test('under settings that do not name their folder are neither used, given up nor forgotten', async () => {
      await started();
      await driver.stop(id, { graceMs });
      for (const changed of [
        { disks: null },
        { disks: join(disks, 'elsewhere') },
        { disks, isRoot: false },
      ]) {
        const misled = world.create(changed);
        await expect(misled.apply(world.specOf(id), { graceMs })).rejects.toThrow(
          /out of reach.*TENANT_DISKS/,
        );
        await expect(misled.destroy(id)).rejects.toThrow(/out of reach.*TENANT_DISKS/);
        expect(await misled.observe(id)).toMatchObject({ state: 'stopped' });
      }
      const { installation } = world;
      expect(await startRefusal(engine, { installation, disks: null, isRoot })).toMatch(
        `set TENANT_DISKS to ${disks},`,
      );
      expect(await startRefusal(engine, { installation, disks, isRoot })).toBeNull();
      expect(await readdir(file())).toContain(`${id}.ext4`);
      await driver.destroy(id);
      expect(await readdir(file())).toEqual([]);
    });

    test('a volume whose disk is lost starts nothing and says so', async () => {
      await started();
      await driver.stop(id, { graceMs });
      await unlink(join(file(), `${id}.ext4`));
      await expect(driver.apply(world.specOf(id), { graceMs })).rejects.toThrow(
        /disk behind the volume .* is not there/,
      );
    });
  });
});
