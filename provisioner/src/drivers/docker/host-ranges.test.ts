import { expect, test } from 'vitest';
import { hostRanges, noneLeft, type HostNetwork } from './host-ranges.ts';

const header = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n';
const route = (name: string, destination: string, mask: string, flags = '0001') =>
  `${name}\t${destination}\t00000000\t${flags}\t0\t0\t0\t${mask}\t0\t0\t0   \n`;
const address = (cidr: string, internal = false) => ({ family: 'IPv4', cidr, internal });
const seen = ({ interfaces = {}, routes = '' }: Partial<HostNetwork>) =>
  hostRanges({ interfaces, routes: header + routes }, 'rpab12').map(
    (each) => `${each.range} ${each.interface}`,
  );

test.each<[string, Partial<HostNetwork>, string[]]>([
  [
    'the network of an address of the host',
    { interfaces: { eth0: [address('10.213.0.7/16')] } },
    ['10.213.0.7/16 eth0'],
  ],
  [
    'a route through another machine',
    { routes: route('wg0', '0040D50A', '00C0FFFF') },
    ['10.213.64.0/18 wg0'],
  ],
  [
    'a route to one address',
    { routes: route('eth0', '0501A8C0', 'FFFFFFFF', '0005') },
    ['192.168.1.5/32 eth0'],
  ],
  ['a route that refuses', { routes: route('*', '0000000A', '000000FF', '0201') }, ['10.0.0.0/8 *']],
  ['not the default route', { routes: route('eth0', '00000000', '00000000', '0003') }, []],
  [
    'nor its halves',
    { routes: route('tun0', '00000000', '00000080') + route('tun0', '00000080', '00000080') },
    [],
  ],
  ['nor a route that is down', { routes: route('eth1', '0000D50A', '0000FFFF', '0000') }, []],
  ['nor the loopback', { interfaces: { lo: [address('127.0.0.1/8', true)] } }, []],
  ['nor IPv6', { interfaces: { eth0: [{ family: 'IPv6', cidr: 'fd00::2/64', internal: false }] } }, []],
  [
    "nor the instances' own bridges",
    {
      interfaces: { rpab1200000001: [address('10.213.0.1/28')] },
      routes: route('rpab1200000001', '0000D50A', 'F0FFFFFF'),
    },
    [],
  ],
])('in use is %s', (_case, network, expected) => {
  expect(seen(network)).toEqual(expected);
});

test.each([
  [
    'names what covers the whole range',
    [{ range: '10.0.0.0/8', interface: 'wg0' }],
    /uses 10\.0\.0\.0\/8 \(wg0\)/,
  ],
  [
    'names all that cover it together',
    [
      { range: '10.213.0.0/17', interface: 'eth0' },
      { range: '10.213.128.0/17', interface: 'eth1' },
    ],
    /10\.213\.0\.0\/17 \(eth0\), 10\.213\.128\.0\/17 \(eth1\): set TENANT_SUBNETS/,
  ],
  [
    'else says that it is used up',
    [{ range: '10.213.0.0/17', interface: 'eth0' }],
    /^no addresses are left in/,
  ],
])('that nothing is left %s', (_case, host, expected) => {
  expect(noneLeft('10.213.0.0/16', host)).toMatch(expected);
});
