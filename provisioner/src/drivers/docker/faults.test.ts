import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  describeWithDocker,
  openDockerWorld,
  socketPath,
  useStandInImage,
  type DockerWorld,
} from '../../testing/docker-world.ts';
import { openEngineLink, type Fault } from '../../testing/engine-link.ts';
import { until } from '../../testing/until.ts';
import type { InstanceSpec } from '../driver.ts';
import { hashFiles } from '../files-hash.ts';
import { attachStdin } from './attach-stdin.ts';
import { createEngine } from './engine.ts';

const graceMs = 3_000;

describeWithDocker('when things go wrong around it, the docker driver', (engine) => {
  const image = useStandInImage(engine);
  let world: DockerWorld;
  let link: Awaited<ReturnType<typeof openEngineLink>>;
  let id: string;
  let spec: InstanceSpec;
  beforeEach(async () => {
    world = openDockerWorld(image());
    link = await openEngineLink(socketPath);
    id = randomUUID();
    spec = world.specOf(id);
  });
  afterEach(async () => {
    await link.close();
    await world.dispose();
  });

  const linked = (timeoutMs?: number) =>
    world.create({ engine: createEngine(link.socketPath, timeoutMs === undefined ? {} : { timeoutMs }) });
  const started = async (driver = world.create()) => {
    await driver.apply(spec, { graceMs });
    await world.runs(driver, id);
    return driver;
  };

  test('says that the engine does not answer, never that an instance is absent, and heals by itself', async () => {
    const driver = await started(linked());
    link.cut();
    const away = /the Docker engine at .* does not answer/;
    await expect(driver.observe(id)).rejects.toThrow(away);
    await expect(driver.apply(spec, { graceMs })).rejects.toThrow(away);
    await expect(driver.stop(id, { graceMs })).rejects.toThrow(away);
    await expect(driver.destroy(id)).rejects.toThrow(away);
    await expect(driver.list()).rejects.toThrow(away);
    await expect(driver.logs(id, { tail: 5 })).rejects.toThrow(away);
    await expect(driver.stats(id)).rejects.toThrow(away);
    await expect(driver.launchOf(spec.launch)).rejects.toThrow(away);
    link.restore();
    expect((await driver.observe(id)).state).toBe('running');
    expect(await driver.apply(spec, { graceMs })).toEqual({ did: 'nothing' });
  });

  test('brings files after half of some that a writer who died left in the pipe', async () => {
    const driver = await started();
    const half = await attachStdin(socketPath, world.nameOf(id), AbortSignal.timeout(5_000));
    const closed = new Promise((resolve) => half.once('close', resolve));
    half.resume().end('{"files":{"openclaw.json":"');
    await closed;
    const files = spec.files.map((file) => (file.secret ? { ...file, text: `${file.text}MORE=1\n` } : file));
    expect(await driver.apply({ ...spec, files }, { graceMs })).toEqual({ did: 'rewrote' });
    expect(await driver.observe(id)).toMatchObject({ state: 'running', filesHash: hashFiles(files) });
  });

  test('tells its watcher what ended while the engine was away', async () => {
    const driver = linked();
    const told = new Set<string>();
    const unwatch = driver.watch((changed) => told.add(changed));
    await until('it listens', () => link.asked.some((each) => each.includes('/events')));
    await started(driver);
    link.cut();
    await engine.killContainer(world.nameOf(id));
    expect(told).toEqual(new Set());
    link.restore();
    await until('the watcher was told', () => told.has(id));
    unwatch();
  });

  test.each<[string, Fault, (method: string, path: string) => boolean]>([
    ['the making of the network', 'spoil', (_, path) => path.startsWith('/networks/create')],
    ['the making of the container', 'spoil', (_, path) => path.startsWith('/containers/create')],
    ['the making of the container', 'lose', (_, path) => path.startsWith('/containers/create')],
    ['the start', 'spoil', (_, path) => path.endsWith('/start')],
    ['the start', 'lose', (_, path) => path.endsWith('/start')],
  ])('makes no second program when the answer to %s goes wrong: %s', async (_what, fault, hits) => {
    let faults = 0;
    link.fault = (method, path) => {
      if (method !== 'POST' || faults > 0 || !hits(method, path)) return null;
      faults += 1;
      return fault;
    };
    const driver = linked(3_000);
    // It may go on by itself or leave it to the next try.
    const tryIt = () => driver.apply(spec, { graceMs }).then(Boolean, () => false);
    await tryIt();
    await until('an apply succeeds', tryIt);
    await world.runs(driver, id);
    expect(faults).toBe(1);
    expect(await world.containersOf(id)).toHaveLength(1);
    const networks = await engine.listNetworks({ 'rockpool.instance': id });
    expect(networks).toHaveLength(1);
  });

  test('takes no 500 for a container that is not there', async () => {
    await started();
    link.fault = (method, path) => (method === 'GET' && path.includes('/containers/') ? 'spoil' : null);
    await expect(linked().observe(id)).rejects.toThrow(/spoiled/);
    await expect(linked().apply(spec, { graceMs })).rejects.toThrow(/spoiled/);
    expect(await world.containersOf(id)).toHaveLength(1);
  });

  test('starts again on the same volume when the container was removed by hand', async () => {
    const driver = await started();
    await world.writeFile(id, 'workspace/mine.md', 'kept');
    await engine.removeContainer(world.nameOf(id));
    expect(await driver.observe(id)).toEqual({ state: 'stopped', exit: null });
    expect(await driver.apply(spec, { graceMs })).toEqual({ did: 'started' });
    await world.runs(driver, id);
    expect(await world.readFile(id, 'workspace/mine.md')).toBe('kept');
  });

  test('is absent when container and volume were removed by hand, and starts anew', async () => {
    const driver = await started();
    await engine.removeContainer(world.nameOf(id));
    await engine.removeVolume(world.nameOf(id));
    expect(await driver.observe(id)).toEqual({ state: 'absent' });
    await started(driver);
  });

  test.each(['running', 'stopped'])(
    'gives a %s instance a new network when its own was removed by hand',
    async (state) => {
      const driver = await started();
      const name = world.nameOf(id);
      if (state === 'stopped') await driver.stop(id, { graceMs });
      await engine.disconnect(name, name).catch(() => {});
      await engine.removeNetwork(name);
      expect((await driver.observe(id)).state).toBe(state === 'running' ? 'starting' : 'stopped');
      expect(await driver.apply(spec, { graceMs })).toEqual({
        did: state === 'running' ? 'restarted' : 'started',
      });
      await world.runs(driver, id);
      expect(await world.containersOf(id)).toHaveLength(1);
    },
  );

  test('leaves things of that name alone that it did not make', async () => {
    const name = world.nameOf(id);
    const foreign = { Image: image(), Labels: { 'rockpool.test': 'foreign' } };
    await engine.createContainer(name, foreign);
    try {
      const driver = world.create();
      await expect(driver.apply(spec, { graceMs })).rejects.toThrow(/was not made by this installation/);
      await expect(driver.destroy(id)).rejects.toThrow(/was not made by this installation/);
      expect(await engine.inspectContainer(name)).toMatchObject({ labels: { 'rockpool.test': 'foreign' } });
    } finally {
      await engine.removeContainer(name);
    }
  });

  test('gives instances that start at once networks of their own', async () => {
    const drivers = [world.create(), world.create()];
    const ids = Array.from({ length: 6 }, () => randomUUID());
    await Promise.all(ids.map((each, i) => drivers[i % 2]!.apply(world.specOf(each), { graceMs })));
    const networks = await engine.listNetworks({ 'rockpool.installation': world.installation });
    expect(new Set(networks.flatMap(({ subnets }) => subnets)).size).toBe(ids.length);
  });
});
