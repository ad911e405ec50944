import { randomBytes } from 'node:crypto';
import { readReport } from '@rockpool/db/platform-reports';
import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import pino from 'pino';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  describeWithDocker,
  openDockerWorld,
  useStandInImage,
  type DockerWorld,
} from '../testing/docker-world.ts';
import { startWalls } from './walls.ts';

describeWithDocker('the walls of an installation', (engine) => {
  const image = useStandInImage(engine);
  let world: DockerWorld;
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    world = openDockerWorld(image());
    const phone = `+86138${randomBytes(4).readUInt32BE() % 1e8}`;
    const user = await database.db.user.create({ data: { phone } });
    await database.db.instance.create({ data: { userId: user.id } });
  });
  afterAll(async () => {
    await world.dispose();
    await database.drop();
  });

  const start = (registry: Registry) =>
    startWalls({
      db: database.db,
      host: 'main',
      log: pino({ level: 'silent' }),
      registry,
      engine,
      installation: world.installation,
      image: image(),
      tenantSubnets: world.options.subnets,
      open: [],
    });
  const jobs = () => database.db.$queryRaw<unknown[]>`select key from graphile_worker._private_jobs`;

  test('are up, seen closed, told, and taken over by every instance', async () => {
    const registry = new Registry();
    const walls = start(registry);
    await walls.ready;
    const told = await readReport(database.db, 'walls:main');
    await walls.stop();
    expect(told?.report).toMatchObject({
      closed: true,
      because: expect.stringMatching(/^Everything that must be closed was seen closed\./),
      firewall: { state: 'standing' },
    });
    expect(walls.closed()).toBe(true);
    expect(await registry.metrics()).toContain('rockpool_walls_closed 1');
    expect(await jobs()).toHaveLength(1);
  });

  test('are known to the next provisioner at once', async () => {
    const before = await readReport(database.db, 'walls:main');
    const walls = start(new Registry());
    await walls.ready;
    await walls.stop();
    expect(walls.closed()).toBe(true);
    expect((await readReport(database.db, 'walls:main'))?.report.probedAt).toBe(before?.report.probedAt);
  });
});
