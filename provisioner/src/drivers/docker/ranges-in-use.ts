import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import type { Engine } from './engine.ts';
import { hostRanges, type HostRange } from './host-ranges.ts';
import { bridgePrefix } from './names.ts';

/**
 * What no network of an instance may overlap: the engine's networks, and the host's own addresses and routes. The engine itself
 * looks at the former alone.
 */
export async function readRangesInUse(
  engine: Engine,
  installation: string,
): Promise<{ ranges: string[]; host: HostRange[] }> {
  const networks = await engine.listNetworks();
  const routes = await readFile('/proc/net/route', 'utf8').catch(() => '');
  const host = hostRanges({ interfaces: networkInterfaces(), routes }, bridgePrefix(installation));
  const ranges = [...networks.flatMap(({ subnets }) => subnets), ...host.map(({ range }) => range)];
  return { ranges, host };
}
