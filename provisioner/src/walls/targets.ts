/** What the probe tries, and what it must find. Pure. */
import type { Target } from './judge.ts';
import type { HostPort } from './rules.ts';

export type Surroundings = {
  neighbour: HostPort;
  /** the host's address on the attacker's bridge, on the neighbour's, and others */
  ownBridge: string;
  neighbourBridge: string;
  hostAddresses: readonly string[];
  /** a port that the host listens on at every address, and one on its loopback only */
  hostPorts: { everywhere: number; loopback: number };
  /** link-local IPv6 address of the host on the attacker's bridge; null without */
  bridgeIPv6: string | null;
  open: readonly HostPort[];
  /** what every instance needs to reach: a name to look up and to connect to */
  publicName: string;
};

/** An address in each range that people's own networks use; the port is one that nobody opened. */
const privatePlaces = [
  ['10.0.0.0/8', '10.255.255.254'],
  ['100.64.0.0/10', '100.127.255.254'],
  ['172.16.0.0/12', '172.31.255.254'],
  ['192.168.0.0/16', '192.168.255.254'],
] as const;

const sockets = [
  ['the Docker socket', '/var/run/docker.sock'],
  ["containerd's socket", '/run/containerd/containerd.sock'],
] as const;

const lookUp = 'looking a name up';

/** Whether it is what the report of a probe calls a look-up. */
export const isLookUp = (target: string) => target.startsWith(`${lookUp},`);

export function targetsOf(around: Surroundings): Target[] {
  const connect = (
    what: string,
    wanted: Target['wanted'],
    host: string,
    port: number,
    answers: boolean,
  ): Target => ({
    what,
    wanted,
    attempt: { kind: 'connect', host, port },
    answers,
  });
  const rejected = (what: string, host: string): Target => ({
    what,
    wanted: 'closed',
    attempt: { kind: 'connect', host, port: 80, inTurn: true },
    answers: false,
  });
  const { everywhere, loopback } = around.hostPorts;
  return [
    {
      ...connect("a neighbour's gateway", 'closed', around.neighbour.host, around.neighbour.port, true),
      wallsOnly: true,
    },
    connect('the host on its bridge', 'closed', around.ownBridge, everywhere, true),
    connect("the host on a neighbour's bridge", 'closed', around.neighbourBridge, everywhere, true),
    connect("a port of the host's loopback", 'closed', around.ownBridge, loopback, true),
    ...around.hostAddresses.map((address) => connect('the host', 'closed', address, everywhere, true)),
    ...(around.bridgeIPv6
      ? [connect('the host by IPv6', 'closed', `${around.bridgeIPv6}%eth0`, everywhere, true)]
      : []),
    rejected('metadata of clouds', '169.254.169.254'),
    ...privatePlaces.map(([range, address]) => rejected(`private range ${range}`, address)),
    ...sockets.map(([what, path]): Target => ({
      what,
      wanted: 'closed',
      attempt: { kind: 'socket', path },
      answers: false,
    })),
    ...around.open.map(({ host, port }) => connect('a sandbox platform', 'open', host, port, false)),
    {
      what: lookUp,
      wanted: 'open',
      attempt: { kind: 'look-up', name: around.publicName },
      answers: false,
    },
    connect('the public internet', 'open', around.publicName, 443, false),
  ];
}
