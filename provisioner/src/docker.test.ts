import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addReconcileJob } from '@rockpool/db/jobs';
import { deliveries } from './drivers/docker/deliveries.ts';
import { createEngine } from './drivers/docker/engine.ts';
import {
  describeWithDocker,
  openDockerWorld,
  socketPath,
  useStandInImage,
  type DockerWorld,
} from './testing/docker-world.ts';
import { openEngineLink } from './testing/engine-link.ts';
import { until } from './testing/until.ts';
import { createWorld, type World } from './testing/world.ts';

describeWithDocker('a provisioner with Docker', (engine) => {
  const image = useStandInImage(engine);
  let world: World;
  let docker: DockerWorld;
  let link: Awaited<ReturnType<typeof openEngineLink>>;
  beforeEach(async () => {
    [world, link] = [await createWorld(), await openEngineLink(socketPath)];
    docker = openDockerWorld(image());
  });
  afterEach(async () => {
    await world.dispose();
    await link.close();
    await docker.dispose();
  });

  const start = (crashPoint?: (moment: string) => void) =>
    world.start({
      config: {
        driver: {
          name: 'docker',
          socketPath: link.socketPath,
          installation: docker.installation,
          image: image(),
          subnets: docker.options.subnets,
          disks: null,
        },
      },
      ...(crashPoint && { crashPoint }),
    });
  const look = (id: string) => addReconcileJob(world.db, id);
  const rewrites = async (port: number) => {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const lines = text.split('\n').filter((line) => /_total\{.*action="rewrite"/.test(line));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };

  test('runs a claimed instance, lets it rest when its days are over, and brings it back with its files', async () => {
    const { id, entitlementId } = await world.claim();
    await start();
    const row = await world.reaches(id, 'running');
    expect(row.endpoint).toMatch(/^http:\/\/10\.214\..*:18789$/);
    expect(row.handle).toBe(`docker:${docker.nameOf(id)}`);
    await docker.writeFile(id, 'workspace/mine.md', 'kept');
    const entitlement = await world.db.entitlement.findUniqueOrThrow({ where: { id: entitlementId } });
    await world.db.entitlement.update({ where: { id: entitlementId }, data: { expiresAt: new Date(0) } });
    await look(id);
    await world.reaches(id, 'expired');
    await until('it rests', async () => (await docker.programsOf(id)) === 0);
    await world.db.entitlement.update({
      where: { id: entitlementId },
      data: { expiresAt: entitlement.expiresAt },
    });
    await look(id);
    await world.reaches(id, 'running');
    expect(await docker.readFile(id, 'workspace/mine.md')).toBe('kept');
    expect(await docker.programsOf(id)).toBe(1);
  });

  test('brings the files to a program that was started without them, once', async () => {
    const { id } = await world.claim();
    let died = false;
    const service = await start((moment) => {
      if (moment !== 'program started' || died) return;
      died = true;
      deliveries.forget(docker.nameOf(id));
      throw new Error('cut off');
    });
    await world.reaches(id, 'running');
    expect(died).toBe(true);
    expect(await rewrites(service.port)).toBe(1);
    expect(await docker.containersOf(id)).toHaveLength(1);
  });

  test('takes new settings to the program without a restart', async () => {
    const { id } = await world.claim();
    await start();
    await world.reaches(id, 'running');
    const before = await docker.create().observe(id);
    await world.setUp(id);
    await until('the new files are in force', async () => {
      const { specVersion, specVersionSeen } = await world.row(id);
      return specVersion === specVersionSeen;
    });
    const after = await docker.create().observe(id);
    expect(after).toMatchObject({ state: 'running', startedAt: (before as { startedAt: number }).startedAt });
    expect(after).not.toMatchObject({ filesHash: (before as { filesHash: string }).filesHash });
  });

  describe('while the engine is away', () => {
    test('what runs is still called running, a claim waits, and both go on when it is back', async () => {
      const { id } = await world.claim();
      await start();
      await world.reaches(id, 'running');
      link.cut();
      await look(id);
      const claimed = await world.claim();
      await world.reaches(claimed.id, 'failed');
      expect(await world.row(claimed.id)).toMatchObject({
        phaseReason: 'driver_unavailable',
        phaseDetail: expect.stringMatching(/the Docker engine at .* does not answer/),
      });
      expect((await world.row(id)).phase).toBe('running');
      link.restore();
      await world.reaches(claimed.id, 'running', 30_000);
      for (const each of [id, claimed.id]) expect(await docker.programsOf(each)).toBe(1);
    });

    test('a program that ended is started again when it is back', async () => {
      const { id } = await world.claim();
      await start();
      await world.reaches(id, 'running');
      link.cut();
      await createEngine(socketPath).killContainer(docker.nameOf(id));
      link.restore();
      await until('it runs again', async () => (await docker.programsOf(id)) === 1, 30_000);
      await world.reaches(id, 'running', 30_000);
    });
  });
});
