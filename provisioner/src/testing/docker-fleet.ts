/** The whole provisioner on a real engine: a database, an installation and disks of its own, and what is seen of all three. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseKeyRing } from '@rockpool/db/secrets';
import { createTestDatabase } from '@rockpool/db/testing';
import pino from 'pino';
import { createEngine } from '../drivers/docker/engine.ts';
import { label } from '../drivers/docker/names.ts';
import { run } from '../run.ts';
import type { RunConfig, RunOptions, Service } from '../run-config.ts';
import { openDockerWorld, socketPath as machinesSocket } from './docker-world.ts';
import { openDriverWithoutWalls } from './driver-without-walls.ts';
import { jobsOf } from './queue.ts';
import { subscribersOf } from './subscribers.ts';
import { until } from './until.ts';

export type DockerFleet = Awaited<ReturnType<typeof createDockerFleet>>;

export type DockerFleetOptions = {
  socketPath?: string;
  subnets?: string;
  /** volumes on disks of their own, where this process may make them */
  withDisks?: boolean;
};

const execute = promisify(execFile);
const markerPath = 'workspace/marker.md';

export async function createDockerFleet(
  image: string,
  { socketPath = machinesSocket, subnets = '10.214.0.0/16', withDisks = false }: DockerFleetOptions = {},
) {
  const database = await createTestDatabase();
  const { db } = database;
  const dir = await mkdtemp(join(tmpdir(), 'rockpool-fleet-'));
  const disks = withDisks && process.getuid?.() === 0 ? join(dir, 'disks') : null;
  const engine = createEngine(socketPath);
  const docker = openDockerWorld(image, { engine, subnets, disks });
  const { installation, nameOf } = docker;
  const keyText = `k1:${randomBytes(32).toString('base64')}`;
  const keys = parseKeyRing(keyText);
  const subscribers = subscribersOf(db, keys);
  const services = new Set<Service>();

  const driverConfig = { name: 'docker' as const, socketPath, installation, image, subnets, disks };
  const config: RunConfig = {
    databaseUrl: database.url,
    keys,
    host: { name: 'main', address: null, capacity: null, relayPort: null },
    driver: driverConfig,
    port: 0,
    openUrls: { feishu: 'https://open.feishu.cn', lark: 'https://open.larksuite.com' },
    stopInstancesOnExit: false,
    logLevel: 'silent',
  };
  const ours = { [label.installation]: installation };

  /** What is on the engine and the host of one instance, or of all. */
  async function traces(id?: string): Promise<string[]> {
    const labels = id === undefined ? ours : { ...ours, [label.instance]: id };
    const things = [
      ...(await engine.listContainers(labels)).map(({ running }) => `container${running ? ' running' : ''}`),
      ...(await engine.listNetworks(labels)).map(() => 'network'),
      ...(await engine.listVolumes(labels)).map(() => 'volume'),
    ];
    return [...things, ...(await filesOf(id)), ...(await loopDevicesOf(id))];
  }

  async function filesOf(id = '') {
    const folder = `${disks}/${installation}`;
    if (!disks || !existsSync(folder)) return [];
    return (await readdir(folder))
      .filter((name) => name.includes(id) && name.endsWith('.ext4'))
      .map(() => 'disk');
  }

  async function loopDevicesOf(id = '') {
    if (!disks) return [];
    const names = (await readdir('/sys/block')).filter((name) => name.startsWith('loop'));
    const files = await Promise.all(
      names.map((name) => readFile(`/sys/block/${name}/loop/backing_file`, 'utf8').catch(() => '')),
    );
    return files.filter((file) => file.startsWith(`${disks}/`) && file.includes(id)).map(() => 'loop device');
  }

  /** The engine cannot mount it while nothing runs. */
  const readFromDisk = async (file: string) =>
    (await execute('/usr/sbin/debugfs', ['-R', `cat /${markerPath}`, file])).stdout;

  return {
    ...subscribers,
    db,
    docker,
    engine,
    driver: docker.create(),
    driverConfig,
    installation,
    nameOf,
    traces,
    /** what of it is there while it is stopped, besides the rest */
    disk: disks ? ['disk'] : [],
    /** for a provisioner that is a process of its own */
    env: {
      DATABASE_URL: database.url,
      ROCKPOOL_KEYS: keyText,
      DRIVER: 'docker',
      ROCKPOOL_INSTALLATION: installation,
      RUNTIME_IMAGE: image,
      DOCKER_SOCKET: socketPath,
      TENANT_SUBNETS: subnets,
      ...(disks && { TENANT_DISKS: disks }),
      PROVISIONER_PORT: '0',
      LOG_LEVEL: 'silent',
    },

    async start(options: RunOptions & { config?: Partial<RunConfig> } = {}) {
      const used = { ...config, ...options.config };
      const driver = openDriverWithoutWalls(used.driver);
      const service = await run(used, { log: pino({ level: 'silent' }), driver, ...options });
      services.add(service);
      return service;
    },
    async stop(service: Service) {
      services.delete(service);
      await service.stop();
    },

    /** Runs, once, on a network and a volume of its own. */
    async runsOnce(id: string, timeoutMs?: number) {
      const row = await subscribers.reaches(id, 'running', timeoutMs).catch(async (error: Error) => {
        const { phase, phaseReason, phaseDetail } = await subscribers.row(id);
        throw new Error(`${error.message}; it is ${phase}, ${phaseReason}: ${phaseDetail}`);
      });
      const seen = (await traces(id)).sort();
      const wanted = [
        'container running',
        'network',
        'volume',
        ...(disks ? ['disk', 'loop device'] : []),
      ].sort();
      if (seen.join() !== wanted.join()) throw new Error(`${id} runs on ${seen.join(', ')}`);
      return row;
    },
    dayBegan: (entitlementId: string) =>
      until('the first day began', async () => {
        const { startedAt } = await db.entitlement.findUniqueOrThrow({ where: { id: entitlementId } });
        return startedAt !== null;
      }),
    /** keys of the jobs that stand for it */
    jobsOf: async (id: string) => (await jobsOf(db, id)).map(({ key }) => key),
    /** Something of the user's in the volume. */
    mark: (id: string) => docker.writeFile(id, markerPath, `kept for ${id}`),
    /** Whether that is in it still. */
    async isMarked(id: string): Promise<boolean> {
      const onDisk = disks !== null && !(await docker.programsOf(id));
      const text = onDisk
        ? readFromDisk(`${disks}/${installation}/${id}.ext4`)
        : docker.readFile(id, markerPath);
      return (await text.catch(() => '')) === `kept for ${id}`;
    },

    async dispose() {
      await Promise.all([...services].map((service) => service.stop()));
      await docker.dispose();
      const left = await traces();
      await database.drop();
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
      if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`);
    },
  };
}
