/** A place for tests that need everything real: a database of their own, a folder of instances, rows, provisioners. */
import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseKeyRing } from '@rockpool/db/secrets';
import { createTestDatabase } from '@rockpool/db/testing';
import pino from 'pino';
import type { HostConfig } from '../hosts/host.ts';
import { createProcessDriver } from '../drivers/process.ts';
import { run } from '../run.ts';
import type { RunConfig, RunOptions, Service } from '../run-config.ts';
import { subscribersOf } from './subscribers.ts';

export type World = Awaited<ReturnType<typeof createWorld>>;

const standIn = join(import.meta.dirname, 'gateway-stand-in.mjs');

export async function createWorld() {
  const database = await createTestDatabase();
  const { db } = database;
  const dir = await mkdtemp(join(tmpdir(), 'rockpool-provisioner-'));
  const bundle = join(dir, 'gateway.mjs');
  await copyFile(standIn, bundle);
  const instancesDir = join(dir, 'instances');
  const keyText = `k1:${randomBytes(32).toString('base64')}`;
  const keys = parseKeyRing(keyText);
  const services = new Set<Service>();
  const dirOf = (host: string) => (host === 'main' ? instancesDir : join(dir, `instances-${host}`));
  const driverOf = (host: string) =>
    createProcessDriver({ instancesDir: dirOf(host), gatewayBundle: bundle, gatewayArgs: [] });
  const hosts = new Set(['main']);

  const config = {
    databaseUrl: database.url,
    keys,
    host: { name: 'main', address: null, capacity: null, relayPort: null },
    driver: { name: 'process' as const, instancesDir, gatewayBundle: bundle },
    port: 0,
    openUrls: { feishu: 'https://open.feishu.cn', lark: 'https://open.larksuite.com' },
    stopInstancesOnExit: false,
    logLevel: 'silent',
  } satisfies RunConfig;

  return {
    db,
    dir,
    bundle,
    instancesDir,
    keys,
    config,
    /** for a provisioner that is a process of its own */
    env: {
      DATABASE_URL: database.url,
      ROCKPOOL_KEYS: keyText,
      INSTANCES_DIR: instancesDir,
      GATEWAY_BUNDLE: bundle,
      PROVISIONER_PORT: '0',
      LOG_LEVEL: 'silent',
    },
    driver: driverOf('main'),
    /** A host with a folder of its own in the same database: what `start` needs for it, and its driver. */
    host(name: string, { address = null, capacity = null, relayPort = null }: Partial<HostConfig> = {}) {
      hosts.add(name);
      return {
        driver: driverOf(name),
        config: {
          host: { name, address, capacity, relayPort },
          driver: { ...config.driver, instancesDir: dirOf(name) },
        } satisfies Partial<RunConfig>,
        /** besides `env`, for a provisioner that is a process of its own */
        env: {
          ROCKPOOL_HOST: name,
          INSTANCES_DIR: dirOf(name),
          ...(address !== null && { HOST_ADDRESS: address }),
          ...(capacity !== null && { HOST_CAPACITY: String(capacity) }),
          ...(relayPort !== null && { RELAY_PORT: String(relayPort) }),
        },
      };
    },
    statePath: (id: string, name: string) => join(instancesDir, id, 'state', name),
    restoreBundle: () => copyFile(standIn, bundle),
    /** From now on a program's port opens a while after it was started. */
    startsSlowly: () => writeFile(join(dir, 'slow-start'), ''),

    async start(options: RunOptions & { config?: Partial<RunConfig> } = {}) {
      const service = await run(
        { ...config, ...options.config },
        { log: pino({ level: 'silent' }), ...options },
      );
      services.add(service);
      return service;
    },
    async stop(service: Service) {
      services.delete(service);
      await service.stop();
    },

    ...subscribersOf(db, keys),
    programs: (id: string) => programsOf(id),

    async dispose() {
      await Promise.all([...services].map((service) => service.stop()));
      for (const host of hosts) {
        const driver = driverOf(host);
        await Promise.all((await driver.list()).map(({ id }) => driver.destroy(id)));
      }
      await database.drop();
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** pids of the programs of an instance, by looking at the system */
export async function programsOf(id: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environ = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      return environ.includes(`/${id}/state`) ? Number(pid) : null;
    }),
  );
  return found.filter((pid) => pid !== null);
}
