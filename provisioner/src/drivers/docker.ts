/**
 * The `docker` driver: a container, a network and a volume per instance on one Docker engine. One name for all three, so that
 * there is never a second of any; what is there is always asked of the engine, never remembered.
 */
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Driver, InstanceSpec, LaunchSettings, VolumeExport } from './driver.ts';
import { containerSpec, cpuShares, type ContainerPlaces } from './docker/container-spec.ts';
import { deliver } from './docker/deliver.ts';
import { deliveries } from './docker/deliveries.ts';
import { createDisks } from './docker/disks.ts';
import { EngineError } from './docker/engine-error.ts';
import type { Container } from './docker/engine-answer.ts';
import type { Engine } from './docker/engine.ts';
import { nameExit } from './docker/exit.ts';
import { answersAt, endpointAt, filesHashAt } from './docker/gateway-port.ts';
import { watchImage } from './docker/image.ts';
import { label, labelsOf, namesOf } from './docker/names.ts';
import { createNetworks, type Place } from './docker/networks.ts';
import { oneAtATime } from './docker/one-at-a-time.ts';
import { instanceOf, owned } from './docker/owned.ts';
import { createVolumeArchive } from './docker/volume-archive.ts';
import { createVolumes } from './docker/volumes.ts';
import { watchContainers } from './docker/watch.ts';
import { hashFiles } from './files-hash.ts';
import { assertInstanceId } from './instance-id.ts';

export type DockerDriverOptions = {
  engine: Engine;
  /** 4 to 8 of [a-z0-9]; in every name and label. Two installations on one engine never see each other. */
  installation: string;
  /** tag of the image; what runs is its id */
  image: string;
  /** IPv4 range of the instances' networks */
  subnets: string;
  /** folder of the loop-backed volumes; null: volumes without a bound */
  disks: string | null;
  /** whether this process may attach loop devices */
  isRoot: boolean;
  /** whether the kernel has IPv6 */
  ipv6: boolean;
  /** what the last probe saw; null: nobody probes */
  walls: (() => boolean) | null;
  /** called at named moments inside a change, for tests that end the process there */
  crashPoint?: (moment: string) => void;
};

export type DiskBound = { bounded: boolean; why: string };
export type DockerDriver = Driver & {
  /** Whether new volumes have a bound, and a sentence on it. */
  diskBound(): DiskBound;
};

const removalTimeoutMs = 30_000;
const makingMs = 5_000;

export function createDockerDriver(options: DockerDriverOptions): DockerDriver {
  const { engine, installation, crashPoint = () => {} } = options;
  const bound = diskBound(options);
  const disks = bound.bounded && options.disks ? createDisks(`${options.disks}/${installation}`) : null;
  const image = watchImage(engine, options.image);
  const volumes = createVolumes(engine, installation, disks);
  const archive = createVolumeArchive({ engine, installation, crashPoint });
  const networks = createNetworks(engine, installation, options.subnets);
  const nameOf = (id: string) => namesOf(installation, assertInstanceId(id)).name;
  const alone = async <T>(id: string, run: () => Promise<T>) =>
    oneAtATime(`${engine.socketPath} ${nameOf(id)}`, run);
  const find = async (id: string) =>
    owned('container', await engine.inspectContainer(nameOf(id)), installation);
  const addressOf = (container: Container) => container.networks[container.name]?.address ?? '';
  const filesHashOf = async (container: Container) =>
    (await filesHashAt(addressOf(container))) ?? deliveries.hashOf(container);
  const specOf = (launch: LaunchSettings, places: Omit<ContainerPlaces, 'ipv6'>) =>
    containerSpec(launch, { ...places, ipv6: options.ipv6 });

  /** The bound of the disk is left out: it is given to the volume once. */
  function launchName(imageId: string, launch: LaunchSettings): string {
    const places = { image: imageId, network: '', address: '', volume: '', labels: {} };
    return `${imageId.slice(0, 19)} ${sha256(JSON.stringify(specOf(launch, places))).slice(0, 12)}`;
  }

  /** Whether it is as a start now would make it, so that it only has to be started. */
  function fits(container: Container, wanted: string, spec: InstanceSpec, { networkId, address }: Place) {
    const network = container.networks[container.name];
    return (
      (container.status === 'created' || container.status === 'exited') &&
      container.labels[label.launch] === wanted &&
      container.labels[label.restarts] === String(spec.restarts) &&
      (container.status === 'created' || network?.networkId === networkId) &&
      network?.wantedAddress === address
    );
  }

  async function create(spec: InstanceSpec, imageId: string, wanted: string, { address }: Place) {
    const name = nameOf(spec.id);
    const places = { image: imageId, network: name, address, volume: name };
    const labels = {
      ...labelsOf(installation, spec.id),
      [label.launch]: wanted,
      [label.restarts]: String(spec.restarts),
    };
    try {
      await engine.createContainer(name, specOf(spec.launch, { ...places, labels }));
    } catch (error) {
      // A failure may come after the deed, and a conflict is of somebody who was faster: there is one name, so looking tells.
      if (!(error instanceof EngineError) || error.kind === 'not_found') throw error;
      const there = await appears(spec.id, error.kind === 'failed' ? 0 : makingMs);
      if (!there) throw error;
      return there;
    }
    const made = await find(spec.id);
    if (!made) throw new Error(`the container ${name} was removed while it was made`);
    return made;
  }

  /** The engine gives the name away before the container can be seen. */
  async function appears(id: string, waitMs: number): Promise<Container | null> {
    for (const deadline = Date.now() + waitMs; ; await delay(50)) {
      const there = await find(id);
      if (there || Date.now() >= deadline) return there;
    }
  }

  async function start(container: Container, spec: InstanceSpec): Promise<boolean> {
    if (container.cpuShares !== cpuShares.normal)
      await engine.updateContainer(container.id, { CpuShares: cpuShares.normal });
    const stdin = await engine.attachStdin(container.id);
    try {
      crashPoint('attached');
      const started = await engine.startContainer(container.id).catch(async (error: unknown) => {
        // As with making it: what was lost may be the answer only.
        if ((await engine.inspectContainer(container.id))?.running) return true;
        throw error;
      });
      crashPoint('program started');
      await deliver(engine, container.id, spec.files, stdin);
      crashPoint('files delivered');
      return started;
    } finally {
      stdin.end();
    }
  }

  async function end(container: Container, graceMs: number) {
    await engine.updateContainer(container.id, { CpuShares: cpuShares.askedToEnd }).catch(async (error) => {
      if ((await engine.inspectContainer(container.id))?.running) throw error;
    });
    crashPoint('stop recorded');
    await engine.stopContainer(container.id, graceMs);
    crashPoint('program stopped');
    if ((await engine.inspectContainer(container.id))?.running)
      throw new Error(`the container ${container.name} survives its end`);
  }

  /** By id, so that a newer one of the same name is never meant. */
  async function remove(container: Container) {
    for (const deadline = Date.now() + removalTimeoutMs; ; await delay(50)) {
      try {
        return await engine.removeContainer(container.id);
      } catch (error) {
        // Somebody else removes it already; gone is what both want.
        const removing = error instanceof EngineError && error.kind === 'conflict';
        if (!removing || Date.now() > deadline) throw error;
      }
    }
  }

  return {
    name: 'docker',
    get walls() {
      return options.walls?.() ?? false;
    },
    bind: 'lan',
    handleOf: (id) => `docker:${nameOf(id)}`,
    launchOf: async (launch) => launchName(await image.recentId(), launch),
    diskBound: () => bound,

    apply: (spec, { graceMs }) =>
      alone(spec.id, async () => {
        const imageId = await image.id();
        const wanted = launchName(imageId, spec.launch);
        const found = await find(spec.id);
        if (found?.running) {
          const attached = addressOf(found) !== '';
          const restarts = Number(found.labels[label.restarts]);
          if (attached && restarts >= spec.restarts && found.labels[label.launch] === wanted) {
            // A stop that was cut off before its signal is taken back by this apply.
            if (found.cpuShares !== cpuShares.normal)
              await engine.updateContainer(found.id, { CpuShares: cpuShares.normal });
            if ((await filesHashOf(found)) === hashFiles(spec.files)) return { did: 'nothing' } as const;
            await deliver(engine, found.id, spec.files);
            return { did: 'rewrote' } as const;
          }
          await end(found, graceMs);
        }
        if (await archive.isHalf(spec.id)) throw new Error('half a volume cannot be started');
        await volumes.ensure(spec.id, spec.launch.diskMiB);
        crashPoint('volume made');
        const place = await networks.ensure(spec.id);
        crashPoint('network made');
        const reusable = found && !found.running && fits(found, wanted, spec, place);
        if (found && !reusable) await remove(found);
        crashPoint('old container removed');
        // The engine mounts the volume when it makes a container too, to see whether it is empty.
        const started = await volumes.whileMountable(spec.id, async () => {
          const container = reusable ? found : await create(spec, imageId, wanted, place);
          crashPoint('container made');
          return start(container, spec);
        });
        return { did: found?.running ? 'restarted' : started ? 'started' : 'nothing' } as const;
      }),

    stop: (id, { graceMs }) =>
      alone(id, async () => {
        const found = await find(id);
        if (found?.running) await end(found, graceMs);
        await volumes.letGo(id);
      }),

    destroy: (id) =>
      alone(id, async () => {
        const found = await find(id);
        if (found) await remove(found);
        deliveries.forget(nameOf(id));
        crashPoint('container removed');
        await networks.remove(id);
        crashPoint('network removed');
        await archive.removeCarrier(id);
        // Last, because as long as it is there the instance is not absent.
        await volumes.remove(id);
        await archive.removeMark(id);
      }),

    exportVolume(id) {
      const { promise, resolve, reject } = Promise.withResolvers<VolumeExport>();
      alone(id, async () => {
        const found = await find(id);
        if (found?.running) throw new Error('the volume of a running instance cannot be read');
        if (await archive.isHalf(id)) throw new Error('half a volume cannot be read');
        if (!(await volumes.exists(id))) throw new Error('there is no volume to read');
        const imageId = await image.id();
        const bytesAbout = await volumes.bytesOf(id);
        await volumes.whileMountable(id, () =>
          archive.read(id, imageId, (tar) => resolve({ tar, bytesAbout })),
        );
      }).catch(reject);
      return promise;
    },

    importVolume: (id, launch, tar, verify) =>
      alone(id, async () => {
        const found = await find(id);
        if (found?.running) throw new Error('the volume of a running instance cannot be replaced');
        const imageId = await image.id();
        await archive.mark(id);
        crashPoint('import marked');
        if (found) await remove(found);
        await archive.removeCarrier(id);
        await volumes.remove(id);
        crashPoint('import cleared');
        await volumes.ensure(id, launch.diskMiB);
        const bytesMax = disks ? launch.diskMiB * 1024 * 1024 : null;
        const result = await volumes.whileMountable(id, () => archive.fill(id, imageId, tar, bytesMax));
        crashPoint('import unpacked');
        if (result.kind === 'too_large') return result;
        await verify();
        await volumes.flush(id);
        crashPoint('import verified');
        await archive.removeMark(id);
        crashPoint('import done');
        return result;
      }),

    async observe(id) {
      const found = await find(id);
      if (!found) {
        if (await archive.isHalf(id)) return { state: 'half' };
        return (await volumes.exists(id)) ? { state: 'stopped', exit: null } : { state: 'absent' };
      }
      if (!found.running)
        return { state: 'stopped', exit: nameExit(found, (await engine.logs(found.id, 40)) ?? []) };
      const address = addressOf(found);
      const answers = await answersAt(address);
      const alive = {
        endpoint: endpointAt(address),
        filesHash: answers ? await filesHashOf(found) : deliveries.hashOf(found),
        restarts: Number(found.labels[label.restarts]),
        launch: found.labels[label.launch] ?? '',
        startedAt: found.startedAt,
      };
      return { state: answers ? 'running' : 'starting', ...alive };
    },

    async list() {
      const ours = { [label.installation]: installation };
      const [containers, kept] = [await engine.listContainers(ours), await engine.listVolumes(ours)];
      const alive = new Map<string, boolean>();
      const note = (id: string | null, isAlive: boolean) => id !== null && alive.set(id, isAlive);
      for (const id of (await disks?.list()) ?? []) alive.set(id, false);
      for (const { labels } of kept) note(instanceOf(labels), false);
      for (const { labels, running } of containers) note(instanceOf(labels), running);
      return [...alive].map(([id, isAlive]) => ({ id, alive: isAlive }));
    },

    async logs(id, { tail }) {
      if (tail <= 0) return [];
      return ((await engine.logs(nameOf(id), tail)) ?? []).slice(-tail);
    },

    async stats(id) {
      const found = await find(id);
      return found?.running ? engine.stats(found.id) : null;
    },

    watch: (changed) => watchContainers(engine, installation, changed),
  };
}

function diskBound({ disks, isRoot }: DockerDriverOptions): DiskBound {
  if (disks === null)
    return { bounded: false, why: 'no folder for loop-backed volumes is set (TENANT_DISKS)' };
  if (!isRoot) return { bounded: false, why: 'loop devices need root, which the provisioner is not' };
  return { bounded: true, why: `each volume is a file system of its own in ${disks}` };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
