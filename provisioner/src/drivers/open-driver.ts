import type { Driver } from './driver.ts';
import { createDockerDriver } from './docker.ts';
import { createEngine } from './docker/engine.ts';
import { startRefusal } from './docker/start-refusal.ts';
import { createProcessDriver } from './process.ts';

export type DriverConfig =
  | { name: 'process'; instancesDir: string; gatewayBundle: string }
  | {
      name: 'docker';
      /** of the engine */
      socketPath: string;
      /** 4 to 8 of [a-z0-9] */
      installation: string;
      /** tag of the runtime image */
      image: string;
      /** IPv4 range of the instances' networks */
      subnets: string;
      /** folder of loop-backed volumes; null: volumes without a bound */
      disks: string | null;
    };

export type DriverSurroundings = {
  isRoot: boolean;
  /** whether the kernel has IPv6 */
  ipv6: boolean;
  /** what the last probe of the walls saw; null: nobody probes */
  walls: (() => boolean) | null;
  crashPoint: (moment: string) => void;
};

/** @throws Error, one sentence, when instances would lose their files under these settings */
export async function assertMayStart(config: DriverConfig): Promise<void> {
  if (config.name !== 'docker') return;
  const isRoot = process.getuid?.() === 0;
  const refusal = await startRefusal(createEngine(config.socketPath), { ...config, isRoot });
  if (refusal) throw new Error(refusal);
}

/** The driver that the configuration names, and what bounds the instances' disks, one sentence. */
export function openDriver(
  config: DriverConfig,
  surroundings: DriverSurroundings,
): { driver: Driver; disk: string } {
  const { crashPoint } = surroundings;
  if (config.name === 'process') {
    const { instancesDir, gatewayBundle } = config;
    const driver = createProcessDriver({ instancesDir, gatewayBundle, gatewayArgs: ['start'], crashPoint });
    return { driver, disk: 'nothing: the process driver sets no bounds' };
  }
  const driver = createDockerDriver({ ...config, ...surroundings, engine: createEngine(config.socketPath) });
  return { driver, disk: driver.diskBound().why };
}
