/** IPv4 ranges that the host itself has or leads to: a bridge on one of them would take away what is there. */
import { nextSubnet, overlap } from './subnets.ts';

export type HostRange = { range: string; interface: string };

export type HostNetwork = {
  /** as `os.networkInterfaces()` has them */
  interfaces: Readonly<
    Record<string, readonly { family: string; cidr: string | null; internal: boolean }[] | undefined>
  >;
  /** the text of `/proc/net/route` */
  routes: string;
};

const up = 0x1;
/** A shorter prefix is a default route, whole or in halves as VPNs write it, and leads nowhere in particular. */
const bitsMin = 8;

/** @param ownPrefix what the names of the instances' own bridges begin with: those are the engine's to tell */
export function hostRanges({ interfaces, routes }: HostNetwork, ownPrefix: string): HostRange[] {
  const addresses = Object.entries(interfaces).flatMap(([name, each]) =>
    (each ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
      .flatMap(({ cidr }) => (cidr ? [{ range: cidr, interface: name }] : [])),
  );
  return [...addresses, ...routes.split('\n').flatMap(rangeOfRoute)].filter(
    (each) => !each.interface.startsWith(ownPrefix),
  );
}

/** Why no block is left in the range, one sentence. */
export function noneLeft(range: string, host: readonly HostRange[]): string {
  const inTheWay = host.filter((each) => overlap(range, each.range));
  const ranges = inTheWay.map((each) => each.range);
  if (ranges.length === 0 || nextSubnet(range, ranges)) return `no addresses are left in ${range}`;
  const named = inTheWay.map((each) => `${each.range} (${each.interface})`);
  return `${range} cannot be the range of the instances' networks, for this machine itself uses ${[...new Set(named)].join(', ')}: set TENANT_SUBNETS to a private range that nothing else has`;
}

/** Destination and mask are the bytes of an address in the processor's order, which is the lowest first wherever this runs. */
function rangeOfRoute(line: string): HostRange[] {
  const [name = '', destination = '', , flags = '', , , , mask = ''] = line.trim().split(/\s+/);
  if (!/^[0-9A-F]{8}$/i.test(destination) || !/^[0-9A-F]{8}$/i.test(mask)) return [];
  const bits = [...parseInt(mask, 16).toString(2)].filter((bit) => bit === '1').length;
  if ((parseInt(flags, 16) & up) === 0 || bits < bitsMin) return [];
  const address = [...Buffer.from(destination, 'hex')].reverse().join('.');
  return [{ range: `${address}/${bits}`, interface: name }];
}
