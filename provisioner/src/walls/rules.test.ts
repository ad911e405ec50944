import { BlockList } from 'node:net';
import { describe, expect, test } from 'vitest';
import { chainNames, closedRanges, wallRules, type RuleSet } from './rules.ts';

const input = {
  installation: 'ab12cd',
  interfacePrefix: 'rpab12',
  resolvers: ['10.0.0.53', 'fd00::53'],
  open: [{ host: '172.17.0.1', port: 3002 }],
};
const { ipv4, ipv6 } = wallRules(input);

type Packet = {
  in?: string;
  out?: string;
  to: string;
  protocol?: 'tcp' | 'udp';
  port?: number;
  answer?: boolean;
};

/** What the kernel would do: the verdict of the first rule that matches; past the end of a chain it returns. */
function verdict(set: RuleSet, chain: 'FWD' | 'IN', packet: Packet): string {
  const { rules } = set.chains.find(({ name }) => name.endsWith(`-${chain}`))!;
  for (const rule of rules) {
    const [, not, into] = /(! )?-i (\S+)\+/.exec(rule) ?? [];
    if (into && (packet.in ?? '').startsWith(into) === Boolean(not)) continue;
    const [, out] = /-o (\S+)\+/.exec(rule) ?? [];
    if (out && !(packet.out ?? '').startsWith(out)) continue;
    const [, address, bits] = /-d (\S+)\/(\d+)/.exec(rule) ?? [];
    if (address) {
      const range = new BlockList();
      range.addSubnet(address, Number(bits));
      if (!range.check(packet.to)) continue;
    }
    const [, protocol, port] = /-p (\S+) .*--dport (\d+)/.exec(rule) ?? [];
    if (protocol && (protocol !== packet.protocol || Number(port) !== packet.port)) continue;
    if (rule.includes('--ctstate') && !packet.answer) continue;
    return /-j (\w+)/.exec(rule)![1]!;
  }
  return 'RETURN';
}

const tenant = 'rpab1201234567';
const tcp = (to: string, port: number, rest: Partial<Packet> = {}): Packet => ({
  in: tenant,
  out: 'eth0',
  to,
  protocol: 'tcp',
  port,
  ...rest,
});

describe('packets that the host passes on', () => {
  test.each<[string, Packet, string]>([
    ['the public internet', tcp('93.184.216.34', 443), 'RETURN'],
    [
      'an answer from the public internet',
      tcp('10.213.0.2', 40_000, { in: 'eth0', out: tenant, answer: true }),
      'RETURN',
    ],
    ['the name server, by UDP', tcp('10.0.0.53', 53, { protocol: 'udp' }), 'RETURN'],
    ['the name server, by TCP', tcp('10.0.0.53', 53), 'RETURN'],
    ['another port of the name server', tcp('10.0.0.53', 22), 'REJECT'],
    ['an open pair on another host', tcp('172.17.0.1', 3002), 'RETURN'],
    ['another port of that host', tcp('172.17.0.1', 3001), 'REJECT'],
    ['an open pair by UDP', tcp('172.17.0.1', 3002, { protocol: 'udp' }), 'REJECT'],
    ['a neighbour', tcp('10.213.0.18', 18_789, { out: 'rpab12fedcba98' }), 'REJECT'],
    ['a neighbour with a public address', tcp('93.184.216.34', 18_789, { out: 'rpab12fedcba98' }), 'REJECT'],
    ['metadata of clouds', tcp('169.254.169.254', 80), 'REJECT'],
    ['a stranger to a tenant', tcp('10.213.0.2', 18_789, { in: 'eth0', out: tenant }), 'DROP'],
    ['another container to a tenant', tcp('10.213.0.2', 18_789, { in: 'docker0', out: tenant }), 'DROP'],
  ])('%s', (_, packet, expected) => expect(verdict(ipv4, 'FWD', packet)).toBe(expected));

  test.each(closedRanges)('%s is closed from its first address to its last', (range) => {
    const [address = '', bits = 0] = range.split('/');
    const first = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    const last = first + 2 ** (32 - Number(bits)) - 1;
    for (const number of [first, last]) {
      const to = [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
      expect(verdict(ipv4, 'FWD', tcp(to, 80)), to).toBe('REJECT');
    }
  });
});

describe('packets for the host itself', () => {
  const local = (to: string, port: number, rest: Partial<Packet> = {}): Packet => ({
    in: tenant,
    to,
    protocol: 'tcp',
    port,
    ...rest,
  });
  test.each<[string, Packet, string]>([
    ["a gateway's answer to the host", local('10.213.0.1', 40_000, { answer: true }), 'ACCEPT'],
    ['an open pair', local('172.17.0.1', 3002), 'ACCEPT'],
    ['the port beside it', local('172.17.0.1', 3003), 'DROP'],
    ['that port on another address of the host', local('10.213.0.1', 3002), 'DROP'],
    ['a name server on the host', local('10.0.0.53', 53, { protocol: 'udp' }), 'ACCEPT'],
    ["the host's own public address", local('93.184.216.34', 22), 'DROP'],
  ])('%s', (_, packet, expected) => expect(verdict(ipv4, 'IN', packet)).toBe(expected));
});

describe('the rules', () => {
  test('IPv6 is dropped whole, both ways', () => {
    for (const { rules } of ipv6.chains) expect(rules).toEqual(['-j DROP']);
    expect(ipv6.jumps).toEqual(ipv4.jumps);
  });

  test('everything of tenants, and to them, passes our chains', () => {
    expect(ipv4.jumps).toEqual([
      { parents: ['DOCKER-USER', 'FORWARD'], rule: '-i rpab12+ -j ROCKPOOL-ab12cd-FWD' },
      { parents: ['DOCKER-USER', 'FORWARD'], rule: '-o rpab12+ -j ROCKPOOL-ab12cd-FWD' },
      { parents: ['INPUT'], rule: '-i rpab12+ -j ROCKPOOL-ab12cd-IN' },
    ]);
  });

  test('chain names stay within 28 characters', () => {
    for (const name of Object.values(chainNames('abcd1234'))) expect(name.length).toBeLessThanOrEqual(28);
  });

  test.each([
    ['an installation that is more than a name', { ...input, installation: 'ab12\n-F' }],
    ['an interface that is more than a name', { ...input, interfacePrefix: 'rp -j ACCEPT' }],
    ['a host name', { ...input, open: [{ host: 'sandbox.example.com', port: 80 }] }],
    ['a range', { ...input, open: [{ host: '10.0.0.0/8', port: 80 }] }],
    ['port 0', { ...input, open: [{ host: '10.0.0.1', port: 0 }] }],
    ['half a port', { ...input, open: [{ host: '10.0.0.1', port: 80.5 }] }],
  ])('%s is refused', (_, wrong) => expect(() => wallRules(wrong)).toThrow());
});
