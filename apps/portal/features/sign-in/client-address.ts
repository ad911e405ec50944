import { BlockList, isIP } from 'node:net';

/** Request header in which the server notes the client's address; see note-addresses.ts. Nobody outside can set it. */
export const addressHeader = 'x-rockpool-address';

/** `trusted` are addresses and networks (`10.0.0.0/8`) of the proxies in front of the portal. Throws on anything else. */
export function proxyList(trusted: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of trusted) {
    const [address = '', prefix] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

/**
 * Whom a request counts for in rate limits. Only a proxy of ours is believed about whom it speaks for, and of its list only
 * the last entry, the one it added itself: whatever a sender writes there changes nothing.
 * An IPv6 address stands for its /64, since one line has all of those.
 */
export function clientAddress(peer: string, forwardedFor: string, proxies: BlockList): string {
  const entries = forwardedFor.split(',').map((entry) => entry.trim());
  let address = plain(peer);
  while (isProxy(address, proxies)) {
    const before = plain(entries.pop() ?? '');
    if (isIP(before) === 0) break;
    address = before;
  }
  return isIP(address) === 6 ? network(address) : address;
}

function isProxy(address: string, proxies: BlockList): boolean {
  const family = isIP(address);
  return family !== 0 && proxies.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** A socket for both families shows IPv4 as `::ffff:1.2.3.4`. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

/** The first four groups. */
function network(address: string): string {
  const [head = '', tail] = address.split('%')[0]!.split('::');
  const first = head === '' ? [] : head.split(':');
  if (tail === undefined) return `${first.slice(0, 4).join(':')}::/64`;
  const last =
    tail === '' ? [] : tail.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  return `${[...first, ...zeros, ...last].slice(0, 4).join(':')}::/64`;
}
