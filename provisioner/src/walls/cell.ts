/** A container as an instance has it, on a network of its own, for as long as a probe lasts. */
import { randomInt } from 'node:crypto';
import { containerSpec } from '../drivers/docker/container-spec.ts';
import { EngineError } from '../drivers/docker/engine-error.ts';
import type { Engine } from '../drivers/docker/engine.ts';
import type { ContainerOptions } from '../drivers/docker/engine-connection.ts';
import { noneLeft } from '../drivers/docker/host-ranges.ts';
import { bridgePrefix, label } from '../drivers/docker/names.ts';
import { readRangesInUse } from '../drivers/docker/ranges-in-use.ts';
import { nextSubnet, type Subnet } from '../drivers/docker/subnets.ts';
import { learnNameServers } from './engine-name-servers.ts';

export type CellOptions = {
  installation: string;
  /** id or tag */
  image: string;
  /** the instances' range, which the networks come from */
  tenantSubnets: string;
  /** whether the kernel has IPv6 */
  ipv6: boolean;
};

export type Cell = { name: string; bridge: string; address: string; hostAddress: string };

/** On everything of a probe, beside the installation's label. */
export const probeLabel = 'rockpool.probe';
const startedLabel = 'rockpool.probe.started';
const subnetTries = 5;
/** longer than any probe lasts */
const leftoverAfterMs = 60_000;
const limits = { memoryMiB: 128, cpus: 1, pids: 64, diskMiB: 0 };

/** Of container and network. No instance's: their names go on with an id, which is a UUID. */
export const cellName = (installation: string, id: string) => `rockpool-${installation}-probe-${id}`;

/**
 * Makes network and container and starts it; its standard input is open.
 * @param id eight hexadecimal digits, unique
 * @param program JavaScript for `node -e`
 */
export async function openCell(
  engine: Engine,
  { installation, image, tenantSubnets, ipv6 }: CellOptions,
  { id, now, program }: { id: string; now: number; program: string },
): Promise<Cell> {
  const name = cellName(installation, id);
  // Instances' bridges go on with eight hexadecimal digits, so these are never theirs.
  const bridge = `${bridgePrefix(installation)}p${id}`;
  const labels = { [label.installation]: installation, [probeLabel]: '1', [startedLabel]: String(now) };
  const made = await createNetwork(engine, { installation, tenantSubnets }, { name, bridge, labels });
  const { gateway, address } = made;
  const places = { image, network: name, address, volume: '', labels, ipv6 };
  const spec = containerSpec(limits, places);
  const options: ContainerOptions = {
    ...spec,
    WorkingDir: '/',
    Entrypoint: ['node', '-e', program],
    Cmd: [],
    HostConfig: { ...spec.HostConfig, Mounts: [] },
  };
  await engine.createContainer(name, options);
  await engine.startContainer(name);
  await learnNameServers(engine, installation, name);
  return { name, bridge, address, hostAddress: gateway };
}

/** Removes whatever of it exists. Not there: success. */
export async function closeCell(engine: Engine, name: string): Promise<void> {
  try {
    await engine.removeContainer(name);
  } catch (error) {
    // its removal is under way already
    if (!(error instanceof EngineError) || error.kind !== 'conflict') throw error;
  }
  await engine.removeNetwork(name);
}

/** Removes what probes left that did not come to their end. Those that may still run are left alone. */
export async function closeLeftovers(engine: Engine, installation: string, now: number): Promise<void> {
  const labels = { [label.installation]: installation, [probeLabel]: '1' };
  const found = [...(await engine.listContainers(labels)), ...(await engine.listNetworks(labels))];
  const old = found.filter((each) => !(Number(each.labels[startedLabel]) > now - leftoverAfterMs));
  for (const name of new Set(old.map((each) => each.name))) await closeCell(engine, name);
}

async function createNetwork(
  engine: Engine,
  { installation, tenantSubnets }: Pick<CellOptions, 'installation' | 'tenantSubnets'>,
  { name, bridge, labels }: { name: string; bridge: string; labels: Record<string, string> },
): Promise<Subnet> {
  const { ranges, host } = await readRangesInUse(engine, installation);
  const taken = [...ranges];
  for (let left = subnetTries; ; left--) {
    const found = anySubnet(tenantSubnets, taken);
    if (!found) throw new Error(noneLeft(tenantSubnets, host));
    try {
      await engine.createNetwork(name, {
        Driver: 'bridge',
        Labels: labels,
        IPAM: { Config: [{ Subnet: found.subnet, Gateway: found.gateway }] },
        Options: { 'com.docker.network.bridge.name': bridge },
      });
      return found;
    } catch (error) {
      // somebody took the range meanwhile
      if (left <= 1 || !(error instanceof EngineError) || error.kind !== 'conflict') throw error;
      taken.push(found.subnet);
    }
  }
}

/**
 * One that no instance is about to take, and whose addresses the kernel has sent no rejection to lately, which it would count:
 * somewhere in the range instead of at its start.
 */
function anySubnet(range: string, taken: readonly string[]): Subnet | null {
  for (let i = 0; i < subnetTries; i++) {
    const found = nextSubnet(randomBlock(range), taken);
    if (found) return found;
  }
  return nextSubnet(range, taken);
}

function randomBlock(range: string): string {
  const [address = '', bits = '28'] = range.split('/');
  const first = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  const start = first - (first % size) + 16 * randomInt(Math.max(1, Math.floor(size / 16)));
  return `${[24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join('.')}/28`;
}
