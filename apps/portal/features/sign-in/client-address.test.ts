import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { addressHeader, clientAddress, proxyList } from './client-address.ts';
import { noteAddresses } from './note-addresses.ts';

const loopback = proxyList(['127.0.0.1', '::1']);
const fleet = proxyList(['127.0.0.1', '10.0.0.0/8', 'fd00::/8']);

test.each([
  ['a stranger who names others', '203.0.113.9', '198.51.100.1, 198.51.100.2', loopback, '203.0.113.9'],
  ['a stranger who claims to be a proxy', '203.0.113.9', '127.0.0.1', loopback, '203.0.113.9'],
  [
    'a proxy for its client, not for what that one wrote',
    '127.0.0.1',
    '1.1.1.1, 198.51.100.2',
    loopback,
    '198.51.100.2',
  ],
  ['a proxy behind a proxy', 'fd00::2', '1.1.1.1, 198.51.100.2, 10.1.2.3', fleet, '198.51.100.2'],
  ['a proxy that names nobody', '127.0.0.1', '', loopback, '127.0.0.1'],
  ['a proxy that names no address', '127.0.0.1', 'unknown', loopback, '127.0.0.1'],
  ['IPv4 on a socket for both', '::ffff:127.0.0.1', '::ffff:198.51.100.2', loopback, '198.51.100.2'],
  ['one line of IPv6', '2001:db8:1:2:3:4:5:6', '', loopback, '2001:db8:1:2::/64'],
  ['the same line elsewhere', '2001:db8:1:2::9', '', loopback, '2001:db8:1:2::/64'],
  ['a short IPv6', '2001:db8::9', '', loopback, '2001:db8:0:0::/64'],
])('counts %s as itself', (_who, peer, forwardedFor, proxies, address) => {
  expect(clientAddress(peer, forwardedFor, proxies)).toBe(address);
});

test('what is no address cannot be a proxy', () => {
  expect(() => proxyList(['proxy.example.com'])).toThrow();
  expect(() => proxyList(['10.0.0.0/33'])).toThrow();
});

test('a header made up by the sender never reaches a page', async () => {
  noteAddresses(proxyList([]));
  const server = createServer((request, response) => response.end(request.headers[addressHeader]));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const headers = { 'x-forwarded-for': '198.51.100.1', [addressHeader]: '198.51.100.1' };
  expect(await (await fetch(`http://127.0.0.1:${port}`, { headers })).text()).toBe('127.0.0.1');
  server.close();
  await once(server, 'close');
});
