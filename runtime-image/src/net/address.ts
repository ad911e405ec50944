/** Which addresses belong to the public internet. Pure. */
import { BlockList, isIP, isIPv4 } from 'node:net';

/** IANA's special-purpose ranges, and single addresses at which clouds answer their own machines. */
const special = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
  ['168.63.129.16', 32],
] as const)
  special.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  special.addSubnet(network, prefix, 'ipv6');

/** Everything else of IPv6 is local, multicast, an IPv4 address in disguise, or not given out. */
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');

/** @param address as the system's resolver or a URL spells it, without brackets; what is none is not public */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !special.check(address, 'ipv4');
  // a zone belongs to an address of one link only
  if (isIP(address) === 0 || address.includes('%')) return false;
  return global6.check(address, 'ipv6') && !special.check(address, 'ipv6');
}

export type Destination =
  | { kind: 'allowed' }
  /** a name: its addresses are to be checked where the connection is made */
  | { kind: 'name' }
  | { kind: 'refused'; why: 'not_http' | 'private_address' };

/** @param allow exact `host:port` pairs that may be reached although they are private */
export function judgeUrl(url: URL, allow: readonly string[]): Destination {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return { kind: 'refused', why: 'not_http' };
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  if (allow.includes(`${url.hostname}:${port}`)) return { kind: 'allowed' };
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0)
    return isPublicAddress(host) ? { kind: 'allowed' } : { kind: 'refused', why: 'private_address' };
  if (/(^|\.)localhost\.?$/.test(host)) return { kind: 'refused', why: 'private_address' };
  return { kind: 'name' };
}
