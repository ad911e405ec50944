import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bridgePrefix, label } from '../drivers/docker/names.ts';
import {
  describeWithDocker,
  openDockerWorld,
  useStandInImage,
  type DockerWorld,
} from '../testing/docker-world.ts';
import { openCell, probeLabel } from './cell.ts';
import { createFirewall } from './firewall.ts';
import { neighbourProgram } from './probe-program.ts';
import { probe, type ProbeOptions, type ProbeResult } from './probe.ts';

describeWithDocker('a probe', (engine) => {
  const image = useStandInImage(engine);
  let world: DockerWorld;
  let options: ProbeOptions;
  let firewall: ReturnType<typeof createFirewall>;

  beforeEach(() => {
    world = openDockerWorld(image());
    const { installation } = world;
    const open = [{ host: '172.17.0.1', port: 9 }];
    options = {
      engine,
      installation,
      image: image(),
      tenantSubnets: world.options.subnets,
      ipv6: world.options.ipv6,
      open,
      publicName: 'gateway.invalid',
    };
    firewall = createFirewall(async () => ({
      installation,
      interfacePrefix: bridgePrefix(installation),
      resolvers: [],
      open,
    }));
  });
  afterEach(async () => {
    await firewall.lower();
    await world.dispose();
    expect(await remains()).toEqual([]);
  });
  const remains = async () => {
    const ours = { [label.installation]: world.installation };
    return [...(await engine.listContainers(ours)), ...(await engine.listNetworks(ours))];
  };
  const seen = (result: ProbeResult) => {
    if (result.state !== 'seen') throw new Error(result.reason);
    return result;
  };

  test('sees the holes of a host without walls, and that they are gone with them', async () => {
    const without = seen(await probe(options));
    expect(without.closed).toBe(false);
    const host = without.rows.filter(({ target }) => target.startsWith('the host on its bridge'));
    expect(host).toMatchObject([{ wanted: 'closed', seen: 'open', detail: 'connected' }]);

    await firewall.raise();
    const within = seen(await probe(options));
    expect(within.rows.filter((row) => row.wanted === 'closed' && row.seen !== 'closed')).toEqual([]);
    expect(within.closed).toBe(true);
    const pair = within.rows.filter(({ target }) => target.includes('172.17.0.1:9'));
    expect(pair).toMatchObject([{ wanted: 'open', seen: 'open' }]);
    expect(await remains()).toEqual([]);
  });

  test('sees a single wall that is missing', async () => {
    await firewall.raise();
    const jump = ['-i', `${bridgePrefix(world.installation)}+`, '-j', `ROCKPOOL-${world.installation}-IN`];
    expect(spawnSync('iptables', ['-w', '5', '-D', 'INPUT', ...jump]).status).toBe(0);
    const { closed, rows } = seen(await probe(options));
    expect(closed).toBe(false);
    const open = rows.filter((row) => row.wanted === 'closed' && row.seen === 'open');
    expect(open.length).toBeGreaterThan(0);
    expect(open.every(({ target }) => target.includes('host'))).toBe(true);
  });

  test('is no computer: the driver never lists it', async () => {
    const during = probe(options);
    const driver = world.create();
    let listed = 0;
    let cells = 0;
    const over = during.then(() => true);
    while (!(await Promise.race([over, Promise.resolve(false)]))) {
      cells = Math.max(
        cells,
        (await engine.listContainers({ [probeLabel]: '1', [label.installation]: world.installation })).length,
      );
      listed = Math.max(listed, (await driver.list()).length);
    }
    expect(cells).toBe(2);
    expect(listed).toBe(0);
  });

  test('removes what a killed probe left, and leaves one that may still run alone', async () => {
    const now = Date.now();
    await openCell(engine, options, { id: '00000001', now: now - 120_000, program: neighbourProgram });
    const young = await openCell(engine, options, { id: '00000002', now, program: neighbourProgram });
    await probe(options);
    expect(new Set((await remains()).map(({ name }) => name))).toEqual(new Set([young.name]));
    await engine.removeContainer(young.name);
  });

  test('says why it could not see, and leaves nothing', async () => {
    const missing = await probe({ ...options, image: 'rockpool-test-gateway:missing' });
    expect(missing).toMatchObject({
      state: 'unseen',
      reason: expect.stringContaining('rockpool-test-gateway:missing'),
    });
    expect(await remains()).toEqual([]);
  });

  test('ends in time, and cleans up afterwards', async () => {
    const late = await probe({ ...options, timeoutMs: 200 });
    expect(late).toEqual({ state: 'unseen', reason: 'it took longer than 0.2 s', ms: expect.any(Number) });
    expect(late.ms).toBeLessThan(10_000);
    // what it had begun to make may only come now
    await expect.poll(remains, { timeout: 15_000 }).not.toEqual([]);
    await expect.poll(remains, { timeout: 15_000 }).toEqual([]);
  });
});
