/** Attacks on the network, tried by a program inside a computer, with the walls down and with the walls up. */
import { execFile, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gatewayPort } from '../drivers/docker/container-spec.ts';
import type { Engine } from '../drivers/docker/engine.ts';
import { bridgePrefix, label, namesOf } from '../drivers/docker/names.ts';
import { subnetOf } from '../drivers/docker/subnets.ts';
import {
  describeWithDocker,
  openDockerWorld,
  useStandInImage,
  type DockerWorld,
} from '../testing/docker-world.ts';
import { leftoversOfElsewhere, openElsewhere, tcpPort, type Elsewhere } from '../testing/elsewhere.ts';
import { createFirewall } from './firewall.ts';
import { openHostPorts, seenBridge, type HostPorts } from './host-ports.ts';
import { kernelHasIPv6 } from './ipv6.ts';
import { Answers, attackerProgram } from './probe-program.ts';

/** Asks at port 53 and 54 by UDP and prints which of them answered. */
const udpProgram = `
const address = process.argv[1];
const ask = (port) => new Promise((resolve) => {
  const socket = require('node:dgram').createSocket('udp4');
  const timer = setTimeout(() => resolve(false), 1500);
  socket.on('error', () => {}).once('message', () => { clearTimeout(timer); resolve(true); });
  socket.send('?', port, address);
});
Promise.all([ask(53), ask(54)]).then((answered) => { console.log(JSON.stringify(answered)); process.exit(0); });`;

describeWithDocker('a computer that attacks the network', (engine: Engine) => {
  const image = useStandInImage(engine);
  const [attacker, neighbour] = [randomUUID(), randomUUID()];
  let world: DockerWorld;
  let elsewhere: Elsewhere;
  let ports: HostPorts;
  let pair: Server;
  let firewall: ReturnType<typeof createFirewall>;
  let defaultBridge: string;
  let places: Record<string, { host: string; port: number }>;
  const name = () => world.installation;
  const portOf = (server: Server) => (server.address() as { port: number }).port;

  beforeAll(async () => {
    world = openDockerWorld(image());
    elsewhere = await openElsewhere(name());
    ports = await openHostPorts();
    defaultBridge = subnetOf((await engine.inspectNetwork('bridge'))!.subnets[0]!)!.gateway;
    const beside = await listen(defaultBridge);
    pair = await listen(defaultBridge);
    pair.once('close', () => beside.close());
    const driver = world.create();
    for (const id of [attacker, neighbour]) await driver.apply(world.specOf(id), { graceMs: 0 });
    for (const id of [attacker, neighbour]) await world.runs(driver, id);
    const addressOf = async (id: string) =>
      (await engine.inspectContainer(world.nameOf(id)))!.networks[world.nameOf(id)]!.address;
    const [own, others] = [await addressOf(attacker), await addressOf(neighbour)];
    const hostOn = (address: string) => address.replace(/\d+$/, (last) => String(Number(last) - 1));
    firewall = createFirewall(async () => ({
      installation: name(),
      interfacePrefix: bridgePrefix(name()),
      resolvers: [elsewhere.addresses['the name server']],
      open: [{ host: defaultBridge, port: portOf(pair) }],
    }));
    places = {
      "a neighbour's gateway": { host: others, port: gatewayPort },
      'a service of the host, on its bridge': { host: hostOn(own), port: ports.everywhere },
      "a service of the host, on the neighbour's bridge": { host: hostOn(others), port: ports.everywhere },
      'a service of the host, on the default bridge': { host: defaultBridge, port: ports.everywhere },
      'a service that only the default bridge has': { host: defaultBridge, port: portOf(beside) },
      "the port of a service on the host's loopback": { host: hostOn(own), port: ports.loopback },
      'the sandbox pair': { host: defaultBridge, port: portOf(pair) },
      ...Object.fromEntries(
        Object.entries(elsewhere.addresses).map(([what, host]) => [what, { host, port: tcpPort }]),
      ),
    };
  });

  afterAll(async () => {
    await firewall?.lower();
    ports?.close();
    pair?.close();
    await elsewhere?.close();
    await world?.dispose();
    expect(await leftovers()).toEqual([]);
  });

  const inside = (program: string, { argument = '', input = '' }) =>
    new Promise<string>((resolve, reject) => {
      const args = ['exec', '-i', world.nameOf(attacker), 'node', '-e', program, argument];
      const child = execFile('docker', args, { timeout: 15_000 }, (error, stdout) =>
        error ? reject(error) : resolve(stdout),
      );
      child.stdin!.end(input);
    });
  async function reached(): Promise<Record<string, string | null>> {
    const attempts = Object.values(places).map((place) => ({ kind: 'connect', ...place }));
    const said = await inside(attackerProgram, { input: `${JSON.stringify(attempts)}\n` });
    const answers = Answers.parse(JSON.parse(said));
    return Object.fromEntries(Object.keys(places).map((what, index) => [what, answers[index]!.code]));
  }
  const udpAnswers = async (address: string) =>
    JSON.parse(await inside(udpProgram, { argument: address })) as [boolean, boolean];

  /** of every kind that the engine, the firewall and the kernel have */
  async function leftovers(): Promise<string[]> {
    const ours = { [label.installation]: name() };
    const things = [
      ...(await engine.listContainers(ours)),
      ...(await engine.listNetworks(ours)),
      ...(await engine.listVolumes(ours)),
    ].map((thing) => thing.name);
    const rules = ['iptables', 'ip6tables'].flatMap((program) =>
      spawnSync(program, ['-w', '5', '-S'], { encoding: 'utf8' })
        .stdout.split('\n')
        .filter((line) => line.includes(name()) || line.includes(`${bridgePrefix(name())}+`)),
    );
    return [...things, ...rules, ...(await leftoversOfElsewhere(name()))];
  }

  test('without walls the host and every private range are open to it, so the walls are what closes them', async () => {
    await firewall.lower();
    const codes = await reached();
    const {
      "a neighbour's gateway": byTheEngine,
      "the port of a service on the host's loopback": refused,
      ...rest
    } = codes;
    expect(byTheEngine, 'the engine itself keeps neighbours apart').not.toBeNull();
    expect(refused).toBe('ECONNREFUSED');
    expect(rest).toEqual(Object.fromEntries(Object.keys(rest).map((what) => [what, null])));
  });

  test('with walls it reaches the public internet and the sandbox pair, and nothing else', async () => {
    await firewall.raise();
    const codes = await reached();
    const open = ['the sandbox pair', 'the public internet'];
    expect(
      Object.keys(codes)
        .filter((what) => codes[what] === null)
        .sort(),
    ).toEqual(open.sort());
    expect(codes["a neighbour's gateway"]).toBe('EHOSTUNREACH');
    expect(codes['a service of the host, on its bridge']).toBe('TIMEOUT');
  });

  test("with walls a name server in a private range answers, and that machine's other ports do not", async () => {
    await firewall.lower();
    expect(await udpAnswers(elsewhere.addresses['the name server'])).toEqual([true, true]);
    await firewall.raise();
    expect(await udpAnswers(elsewhere.addresses['the name server'])).toEqual([true, false]);
    expect(await udpAnswers(elsewhere.addresses['192.168.0.0/16'])).toEqual([false, false]);
  });

  test('with walls the host still reaches its gateway, and the neighbour is as well as before', async () => {
    await firewall.raise();
    for (const id of [attacker, neighbour])
      expect(await world.create().observe(id)).toMatchObject({ state: 'running' });
  });

  test.skipIf(!kernelHasIPv6())(
    'it has no IPv6 to go around the walls, and with IPv6 it would meet them there too',
    async () => {
      const { linkLocal } = seenBridge(namesOf(name(), attacker).bridge);
      expect(linkLocal, 'the host has an IPv6 address on the bridge').not.toBeNull();
      const attempt = { kind: 'connect', host: `${linkLocal}%eth0`, port: ports.everywhere };
      const byIPv6 = async () => {
        const said = await inside(attackerProgram, { input: `${JSON.stringify([attempt])}\n` });
        return Answers.parse(JSON.parse(said))[0]!.code;
      };
      await firewall.lower();
      expect(await byIPv6(), 'without walls').not.toBeNull();
      giveIPv6(world.nameOf(attacker));
      // an address of its own is not used before nobody else claimed it
      await expect.poll(byIPv6, { timeout: 15_000 }).toBeNull();
      await firewall.raise();
      expect(await byIPv6()).toBe('TIMEOUT');
    },
  );

  test('with walls nobody beyond the host opens a connection to it, not even where forwarding is allowed', async () => {
    const { host } = places["a neighbour's gateway"]!;
    const attempt = { kind: 'connect', host, port: gatewayPort };
    const fromElsewhere = () => {
      const args = ['netns', 'exec', elsewhere.netns, process.execPath, '-e', attackerProgram];
      const { stdout } = spawnSync('ip', args, { input: `${JSON.stringify([attempt])}\n`, encoding: 'utf8' });
      return Answers.parse(JSON.parse(stdout))[0]!.code;
    };
    const allowed = ['-i', elsewhere.outside, '-o', `${bridgePrefix(name())}+`, '-j', 'ACCEPT'];
    await firewall.lower();
    expect(iptables('-I', 'DOCKER-USER', '1', ...allowed).status).toBe(0);
    try {
      expect(fromElsewhere()).toBeNull();
      await firewall.raise();
      expect(fromElsewhere()).toBe('TIMEOUT');
    } finally {
      iptables('-D', 'DOCKER-USER', ...allowed);
    }
  });
});

const iptables = (...args: string[]) => spawnSync('iptables', ['-w', '5', ...args]);

/** Takes back in a running container what switches it off. */
function giveIPv6(container: string) {
  const format = ['--format', '{{.State.Pid}}'];
  const { stdout } = spawnSync('docker', ['inspect', ...format, container], { encoding: 'utf8' });
  const change = 'for each in all default eth0; do echo 0 > /proc/sys/net/ipv6/conf/$each/disable_ipv6; done';
  expect(spawnSync('nsenter', ['--target', stdout.trim(), '--net', 'sh', '-c', change]).status).toBe(0);
}

async function listen(host: string): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => {}).destroy());
  server.listen({ host, port: 0 });
  await once(server, 'listening');
  return server;
}
