/**
 * A driver whose instances exist in memory only: what the provisioner itself costs, without programs. It keeps count of what was
 * done to it.
 */
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { parseDotenv } from '@rockpool/gateway/config';
import type { Alive, Driver, InstanceSpec } from '../drivers/driver.ts';
import { hashFiles } from '../drivers/files-hash.ts';
import { serveStubGateways } from './stub-gateways.ts';

type Instance = { run: (Omit<Alive, 'endpoint'> & { token: string; readyAt: number }) | null };

export type StubCounts = {
  starts: number;
  rewrites: number;
  stops: number;
  destroys: number;
  /** different instances that were looked at */
  observed: number;
  alive: number;
  /** starts under way at the same time, at most */
  startingMax: number;
};

export type StubDriver = Driver & {
  /** Counts anew from here on; what runs goes on. */
  readCounts(): StubCounts;
  resetCounts(): void;
  /** The files of so many instances change behind everybody's back. */
  drift(instances: number): void;
  close(): Promise<void>;
};

/** `startMs`: how long an instance takes from its start until it answers. */
export async function createStubDriver({ startMs = 0 } = {}): Promise<StubDriver> {
  const instances = new Map<string, Instance>();
  const observed = new Set<string>();
  let counts = { starts: 0, rewrites: 0, stops: 0, destroys: 0, startingMax: 0 };
  const gateways = await serveStubGateways((id) => instances.get(id)?.run ?? null);
  const launchOf = async () => 'stub';
  const starting = () => {
    let n = 0;
    for (const { run } of instances.values()) if (run && run.readyAt > Date.now()) n++;
    return n;
  };

  function start(instance: Instance, spec: InstanceSpec) {
    const now = Date.now();
    counts.starts++;
    instance.run = {
      ...contentOf(spec),
      restarts: spec.restarts,
      launch: 'stub',
      startedAt: now,
      readyAt: now + startMs,
    };
    if (startMs > 0) counts.startingMax = Math.max(counts.startingMax, starting());
  }

  return {
    name: 'stub',
    walls: false,
    bind: 'loopback',
    handleOf: (id) => `stub:${id}`,
    launchOf,
    async apply(spec) {
      const instance = instances.get(spec.id) ?? { run: null };
      instances.set(spec.id, instance);
      const { run } = instance;
      if (!run || spec.restarts > run.restarts) {
        start(instance, spec);
        return { did: run ? 'restarted' : 'started' };
      }
      const content = contentOf(spec);
      if (content.filesHash === run.filesHash) return { did: 'nothing' };
      counts.rewrites++;
      Object.assign(run, content);
      return { did: 'rewrote' };
    },
    async stop(id) {
      const instance = instances.get(id);
      if (!instance?.run) return;
      counts.stops++;
      instance.run = null;
    },
    async exportVolume(id) {
      if (instances.get(id)?.run !== null) throw new Error('there is no stopped volume to read');
      return { tar: Readable.from(['stub']), bytesAbout: 4 };
    },
    async importVolume(id, _launch, tar, verify) {
      await finished(tar.resume());
      await verify();
      instances.set(id, { run: null });
      return { kind: 'imported' };
    },
    async destroy(id) {
      if (instances.delete(id)) counts.destroys++;
    },
    async observe(id) {
      observed.add(id);
      const instance = instances.get(id);
      if (!instance) return { state: 'absent' };
      if (!instance.run) return { state: 'stopped', exit: { reason: 'asked', code: 0, signal: null } };
      const { filesHash, restarts, launch, startedAt, readyAt } = instance.run;
      const alive = { endpoint: gateways.endpointOf(id), filesHash, restarts, launch, startedAt };
      return { state: readyAt <= Date.now() ? 'running' : 'starting', ...alive };
    },
    list: async () => [...instances].map(([id, { run }]) => ({ id, alive: run !== null })),
    logs: async () => [],
    stats: async () => null,
    watch: () => () => {},

    readCounts: () => ({
      ...counts,
      observed: observed.size,
      alive: [...instances.values()].filter(({ run }) => run !== null).length,
    }),
    resetCounts() {
      counts = { starts: 0, rewrites: 0, stops: 0, destroys: 0, startingMax: 0 };
      observed.clear();
    },
    drift(wanted) {
      let left = wanted;
      for (const { run } of instances.values()) {
        if (left === 0) return;
        if (!run) continue;
        run.filesHash = 'changed behind everybody’s back';
        left--;
      }
    },
    close: gateways.close,
  };
}

function contentOf({ files }: InstanceSpec) {
  const secrets = parseDotenv(files.find(({ name }) => name === '.env')?.text ?? '');
  return { filesHash: hashFiles(files), token: secrets.OPENCLAW_GATEWAY_TOKEN ?? '' };
}
