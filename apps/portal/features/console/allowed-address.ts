import { isIP } from 'node:net';
import { proxyList } from '../sign-in/client-address.ts';

/**
 * Whether an address may open the console. `allowed` are addresses and networks; an empty list allows any. An IPv6
 * address comes as its /64 (`2001:db8:1:2::/64`) and is allowed when the list has that network.
 */
export function isAllowedAddress(address: string, allowed: readonly string[]): boolean {
  if (allowed.length === 0) return true;
  const plain = address.replace(/\/64$/, '');
  const family = isIP(plain);
  return family !== 0 && proxyList(allowed).check(plain, family === 6 ? 'ipv6' : 'ipv4');
}
