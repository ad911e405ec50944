/**
 * The walls as firewall rules: static, on the interface prefix that all instances of an installation share, nothing per tenant.
 *
 * A tenant may reach the public internet, the host's name servers and the open pairs; nobody but the host may reach a tenant.
 */
import { z } from 'zod';

export type HostPort = { host: string; port: number };

export type WallsInput = {
  installation: string;
  /** start of the names of the bridges, without a wildcard, e.g. `rpab12` */
  interfacePrefix: string;
  /** the host's name servers, which may lie in a private range; IPv6 ones are left out, for tenants have no IPv6 */
  resolvers: readonly string[];
  /** what tenants may reach although it is private or the host's own; addresses, not names */
  open: readonly HostPort[];
};

/** What follows the chain's name in an `iptables` command. */
export type Rule = string;

export type RuleSet = {
  family: 'ipv4' | 'ipv6';
  /** our own chains in full; nobody else's rules are in them */
  chains: readonly { name: string; rules: readonly Rule[] }[];
  /** what leads into them from the first of `parents` that packets come through */
  jumps: readonly { parents: readonly string[]; rule: Rule }[];
};

/** Ranges that are nobody's public address (IANA's special-purpose registry), each once. */
export const closedRanges = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
] as const;

const isIPv4 = (text: string) => z.ipv4().safeParse(text).success;

// "Prohibited" is an answer that no closed port gives, so that the probe can tell the wall from an absent neighbour.
const reject = '-j REJECT --reject-with icmp-admin-prohibited';
const answers = '-m conntrack --ctstate RELATED,ESTABLISHED';

export function chainNames(installation: string): { forward: string; input: string } {
  if (!/^[a-z0-9]{4,8}$/.test(installation))
    throw new Error('an installation has 4 to 8 of a-z and 0-9 as its name');
  return { forward: `ROCKPOOL-${installation}-FWD`, input: `ROCKPOOL-${installation}-IN` };
}

/** @throws when a name or address could be read as anything else by the firewall's parser */
export function wallRules({ installation, interfacePrefix, resolvers, open }: WallsInput): {
  ipv4: RuleSet;
  ipv6: RuleSet;
} {
  const { forward, input } = chainNames(installation);
  if (!/^[a-z0-9]{3,14}$/.test(interfacePrefix)) throw new Error('not the start of an interface name');
  const tenants = `${interfacePrefix}+`;
  const exceptions = [
    ...resolvers.filter(isIPv4).flatMap((host) => [
      { host, port: 53, protocol: 'udp' },
      { host, port: 53, protocol: 'tcp' },
    ]),
    ...open.map((pair) => ({ ...checked(pair), protocol: 'tcp' })),
  ];
  const to = (verdict: string) =>
    exceptions.map(
      ({ host, port, protocol }) => `-d ${host}/32 -p ${protocol} -m ${protocol} --dport ${port} ${verdict}`,
    );
  const jumps = [
    { parents: ['DOCKER-USER', 'FORWARD'], rule: `-i ${tenants} -j ${forward}` },
    { parents: ['DOCKER-USER', 'FORWARD'], rule: `-o ${tenants} -j ${forward}` },
    { parents: ['INPUT'], rule: `-i ${tenants} -j ${input}` },
  ];
  return {
    ipv4: {
      family: 'ipv4',
      chains: [
        {
          name: forward,
          rules: [
            `${answers} -j RETURN`,
            `-i ${tenants} -o ${tenants} ${reject}`,
            `! -i ${tenants} -j DROP`,
            ...to('-j RETURN'),
            ...closedRanges.map((range) => `-d ${range} ${reject}`),
          ],
        },
        { name: input, rules: [`${answers} -j ACCEPT`, ...to('-j ACCEPT'), '-j DROP'] },
      ],
      jumps,
    },
    ipv6: {
      family: 'ipv6',
      chains: [
        { name: forward, rules: ['-j DROP'] },
        { name: input, rules: ['-j DROP'] },
      ],
      jumps,
    },
  };
}

function checked({ host, port }: HostPort): HostPort {
  if (!isIPv4(host)) throw new Error(`"${host}" is not an IPv4 address, so no rule can open it`);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`${port} is not a port`);
  return { host, port };
}
