/**
 * The `docker` driver: a container, a network and a volume per instance on one Docker engine. One name for all three, so that
 * there is never a second of any; what is there is always asked of the engine, never remembered.
 */
import type { Driver, VolumeExport } from './driver.ts';
import { createContainers } from './docker/containers.ts';
import { deliver, filesHashOf } from './docker/deliver.ts';
import { deliveries } from './docker/deliveries.ts';
import { diskBound, type DiskBound } from './docker/disk-bound.ts';
import { createDisks } from './docker/disks.ts';
import type { Engine } from './docker/engine.ts';
import { addressOf } from './docker/gateway-port.ts';
import { watchImage } from './docker/image.ts';
import { fits, launchName, readLaunch } from './docker/launch.ts';
import { createNetworks } from './docker/networks.ts';
import { createObserver } from './docker/observe.ts';
import { oneAtATime } from './docker/one-at-a-time.ts';
import { createVolumeArchive } from './docker/volume-archive.ts';
import { createVolumeMoves } from './docker/volume-moves.ts';
import { createVolumes } from './docker/volumes.ts';
import { watchContainers } from './docker/watch.ts';
import { hashFiles } from './files-hash.ts';

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

export type DockerDriver = Driver & {
  /** Whether new volumes have a bound, and a sentence on it. */
  diskBound(): DiskBound;
};

export function createDockerDriver(options: DockerDriverOptions): DockerDriver {
  const { engine, installation, ipv6, crashPoint = () => {} } = options;
  const bound = diskBound(options);
  const disks = bound.bounded && options.disks ? createDisks(`${options.disks}/${installation}`) : null;
  const image = watchImage(engine, options.image);
  const volumes = createVolumes(engine, installation, disks);
  const archive = createVolumeArchive({ engine, installation, crashPoint });
  const networks = createNetworks(engine, installation, options.subnets);
  const containers = createContainers({ engine, installation, ipv6, crashPoint });
  const moves = createVolumeMoves({
    containers,
    volumes,
    archive,
    image,
    crashPoint,
    bounded: disks !== null,
  });
  const { nameOf } = containers;
  const alone = async <T>(id: string, run: () => Promise<T>) =>
    oneAtATime(`${engine.socketPath} ${nameOf(id)}`, run);

  return {
    name: 'docker',
    get walls() {
      return options.walls?.() ?? false;
    },
    bind: 'lan',
    handleOf: (id) => `docker:${nameOf(id)}`,
    launchOf: async (launch) => launchName(await image.recentId(), launch, ipv6),
    diskBound: () => bound,

    apply: (spec, { graceMs }) =>
      alone(spec.id, async () => {
        const imageId = await image.id();
        const wanted = launchName(imageId, spec.launch, ipv6);
        const found = await containers.find(spec.id);
        if (found?.running) {
          const attached = addressOf(found) !== '';
          const { launch, restarts } = readLaunch(found);
          if (attached && restarts >= spec.restarts && launch === wanted) {
            // A stop that was cut off before its signal is taken back by this apply.
            await containers.takeBackEnd(found);
            if ((await filesHashOf(found)) === hashFiles(spec.files)) return { did: 'nothing' } as const;
            await deliver(engine, found.id, spec.files);
            return { did: 'rewrote' } as const;
          }
          await containers.end(found, graceMs);
        }
        if (await archive.isHalf(spec.id)) throw new Error('half a volume cannot be started');
        await volumes.ensure(spec.id, spec.launch.diskMiB);
        crashPoint('volume made');
        const place = await networks.ensure(spec.id);
        crashPoint('network made');
        const reusable = found && !found.running && fits(found, wanted, spec, place);
        if (found && !reusable) await containers.remove(found);
        crashPoint('old container removed');
        // The engine mounts the volume when it makes a container too, to see whether it is empty.
        const started = await volumes.whileMountable(spec.id, async () => {
          const { address } = place;
          const container = reusable
            ? found
            : await containers.create(spec, { image: imageId, launch: wanted, address });
          crashPoint('container made');
          return containers.start(container, spec);
        });
        return { did: found?.running ? 'restarted' : started ? 'started' : 'nothing' } as const;
      }),

    stop: (id, { graceMs }) =>
      alone(id, async () => {
        const found = await containers.find(id);
        if (found?.running) await containers.end(found, graceMs);
        await volumes.letGo(id);
      }),

    destroy: (id) =>
      alone(id, async () => {
        const found = await containers.find(id);
        if (found) await containers.remove(found);
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
      alone(id, () => moves.give(id, resolve)).catch(reject);
      return promise;
    },
    importVolume: (id, launch, tar, verify) => alone(id, () => moves.take(id, launch, tar, verify)),

    ...createObserver({ engine, installation, containers, volumes, archive }),

    async logs(id, { tail }) {
      if (tail <= 0) return [];
      return ((await engine.logs(nameOf(id), tail)) ?? []).slice(-tail);
    },

    async stats(id) {
      const found = await containers.find(id);
      return found?.running ? engine.stats(found.id) : null;
    },

    watch: (changed) => watchContainers(engine, installation, changed),
  };
}
