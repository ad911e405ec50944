import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  describeWithDocker,
  openDockerWorld,
  socketPath,
  useStandInImage,
  type DockerWorld,
} from '../../testing/docker-world.ts';
import { openEngineLink } from '../../testing/engine-link.ts';
import { until } from '../../testing/until.ts';
import { closeCell, openCell } from '../../walls/cell.ts';
import { createEngine } from './engine.ts';

describeWithDocker('the watcher of an installation', (engine) => {
  const image = useStandInImage(engine);
  let world: DockerWorld;
  beforeEach(() => {
    world = openDockerWorld(image());
  });
  afterEach(() => world.dispose());

  const openProbe = () => {
    const { installation } = world;
    return openCell(
      engine,
      { installation, image: image(), tenantSubnets: world.options.subnets, ipv6: world.options.ipv6 },
      { id: randomBytes(4).toString('hex'), now: Date.now(), program: 'setTimeout(() => {}, 60_000)' },
    );
  };

  test('tells ends of instances, and nothing of a probe that has no instance', async () => {
    const link = await openEngineLink(socketPath);
    const driver = world.create({ engine: createEngine(link.socketPath) });
    const probe = await openProbe();
    const id = randomUUID();
    const told: string[] = [];
    const unwatch = driver.watch((changed) => told.push(changed));
    const listens = () => link.asked.filter((each) => each.includes('/events')).length;
    try {
      await until('it listens', () => listens() === 1);
      await driver.apply(world.specOf(id), { graceMs: 1_000 });
      expect(await driver.list()).toEqual([{ id, alive: true }]);

      // one end is seen as an event, the other by comparing who was there before
      const other = await openProbe();
      await closeCell(engine, other.name);
      link.cut();
      await closeCell(engine, probe.name);
      await engine.killContainer(world.nameOf(id));
      link.restore();
      await until('the end of the instance is told', () => told.includes(id));
      expect(new Set(told)).toEqual(new Set([id]));
    } finally {
      unwatch();
      await link.close();
    }
  });
});
