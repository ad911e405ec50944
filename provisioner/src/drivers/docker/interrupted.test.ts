import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  describeWithDocker,
  openDockerWorld,
  useStandInImage,
  type DockerWorld,
} from '../../testing/docker-world.ts';
import { until } from '../../testing/until.ts';
import type { InstanceSpec } from '../driver.ts';
import { deliveries } from './deliveries.ts';

const graceMs = 3_000;

describeWithDocker('a change that was cut off', (engine) => {
  const image = useStandInImage(engine);
  let world: DockerWorld;
  let id: string;
  let spec: InstanceSpec;
  beforeEach(() => {
    world = openDockerWorld(image());
    id = randomUUID();
    spec = world.specOf(id);
  });
  afterEach(() => world.dispose());

  /** A provisioner that dies at that moment, and with it what it remembered. */
  const dyingAt = (at: string) =>
    world.create({
      crashPoint: (moment) => {
        if (moment !== at) return;
        deliveries.forget(world.nameOf(id));
        throw new Error(`dies at ${at}`);
      },
    });

  describe('a start', () => {
    test.each([
      'volume made',
      'network made',
      'old container removed',
      'container made',
      'attached',
      'program started',
      'files delivered',
    ])('at "%s" is finished by the next apply, once', async (moment) => {
      await expect(dyingAt(moment).apply(spec, { graceMs })).rejects.toThrow(/dies at/);
      await world.create().apply(spec, { graceMs });
      await world.runs(world.create(), id);
      expect(await world.containersOf(id)).toHaveLength(1);
      expect(await world.programsOf(id)).toBe(1);
    });
  });

  test('a program that waits for its first files is starting without any, and gets them by the next apply', async () => {
    await expect(dyingAt('program started').apply(spec, { graceMs })).rejects.toThrow(/dies at/);
    const driver = world.create();
    expect(await driver.observe(id)).toMatchObject({ state: 'starting', filesHash: '' });
    expect(await driver.apply(spec, { graceMs })).toEqual({ did: 'rewrote' });
    const seen = await driver.observe(id);
    expect(seen).not.toMatchObject({ filesHash: '' });
    expect(await driver.apply(spec, { graceMs })).toEqual({ did: 'nothing' });
    await world.runs(driver, id);
  });

  test.each([
    'stop recorded',
    'program stopped',
    'volume made',
    'network made',
    'old container removed',
    'container made',
    'attached',
    'program started',
    'files delivered',
  ])('a restart at "%s" ends in one program of the restart that was asked for', async (moment) => {
    const driver = world.create();
    await driver.apply(spec, { graceMs });
    await world.runs(driver, id);
    await world.writeFile(id, 'workspace/mine.md', 'kept');
    const wanted = { ...spec, restarts: 1 };
    await expect(dyingAt(moment).apply(wanted, { graceMs })).rejects.toThrow(/dies at/);
    await driver.apply(wanted, { graceMs });
    expect(await world.runs(driver, id)).toMatchObject({ restarts: 1 });
    expect(await world.containersOf(id)).toHaveLength(1);
    expect(await world.readFile(id, 'workspace/mine.md')).toBe('kept');
  });

  test('a stop before its signal is finished by the next stop, or taken back by the next apply', async () => {
    const driver = world.create();
    await driver.apply(spec, { graceMs });
    await world.runs(driver, id);
    await expect(dyingAt('stop recorded').stop(id, { graceMs })).rejects.toThrow(/dies at/);
    expect(await driver.apply(spec, { graceMs })).toEqual({ did: expect.stringMatching(/nothing|rewrote/) });
    await engine.killContainer(world.nameOf(id));
    await until('it is gone', async () => (await driver.observe(id)).state === 'stopped');
    expect(await driver.observe(id)).toMatchObject({ exit: { reason: 'killed' } });
    await driver.apply(spec, { graceMs });
    await expect(dyingAt('stop recorded').stop(id, { graceMs })).rejects.toThrow(/dies at/);
    await driver.stop(id, { graceMs });
    expect(await world.programsOf(id)).toBe(0);
  });

  test('that a program was asked to end is known to a provisioner that was not there', async () => {
    const driver = world.create();
    await driver.apply(spec, { graceMs });
    await world.runs(driver, id);
    await expect(dyingAt('program stopped').stop(id, { graceMs })).rejects.toThrow(/dies at/);
    expect(await world.create().observe(id)).toMatchObject({ state: 'stopped', exit: { reason: 'asked' } });
  });

  test.each(['container removed', 'network removed'])(
    'a removal at "%s" is finished by the next one and leaves nothing',
    async (moment) => {
      const driver = world.create();
      await driver.apply(spec, { graceMs });
      await expect(dyingAt(moment).destroy(id)).rejects.toThrow(/dies at/);
      expect((await driver.observe(id)).state).toBe('stopped');
      expect(await driver.list()).toEqual([{ id, alive: false }]);
      await driver.destroy(id);
      expect(await driver.observe(id)).toEqual({ state: 'absent' });
      expect(await engine.inspectNetwork(world.nameOf(id))).toBeNull();
      expect(await engine.inspectVolume(world.nameOf(id))).toBeNull();
    },
  );
});
