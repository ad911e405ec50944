/** A machine beyond this one, in a network namespace: what instances reach, or must not, through the host. Needs root. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ip = (...args: string[]) => run('ip', args);

export const tcpPort = 8_080;

// An answer has to come from the address that was asked, so each has a socket of its own.
const program = `
const sockets = process.argv.slice(1).flatMap((address) => [53, 54].map((port) => [address, port]));
require('node:net').createServer((socket) => socket.on('error', () => {}).end()).listen(${tcpPort}, '0.0.0.0', async () => {
  for (const [address, port] of sockets) {
    const server = require('node:dgram').createSocket('udp4');
    server.on('message', (message, peer) => server.send(message, peer.port, peer.address));
    await new Promise((resolve) => server.bind(port, address, resolve));
  }
  console.log('listening');
});`;

const byte = () => randomInt(1, 254);

/** Every address answers TCP at `tcpPort` and UDP at 53 and 54. Routes lead to these single addresses only. */
export async function openElsewhere(name: string) {
  const netns = `rockpool-${name}`;
  const [outside, inside] = [`rv${name}o`, `rv${name}i`];
  const link = `10.${byte()}.${byte()}`;
  const addresses = {
    '10.0.0.0/8': `10.${byte()}.${byte()}.${byte()}`,
    '100.64.0.0/10': `100.${randomInt(64, 128)}.${byte()}.${byte()}`,
    '169.254.0.0/16': `169.254.${byte()}.${byte()}`,
    '172.16.0.0/12': `172.${randomInt(24, 32)}.${byte()}.${byte()}`,
    '192.168.0.0/16': `192.168.${byte()}.${byte()}`,
    '198.18.0.0/15': `198.18.${byte()}.${byte()}`,
    'the public internet': `11.${byte()}.${byte()}.${byte()}`,
    'the name server': `10.${byte()}.${byte()}.${byte()}`,
  };
  let server: ChildProcess | undefined;
  const close = async () => {
    server?.kill('SIGKILL');
    await ip('link', 'del', outside).catch(() => {});
    await ip('netns', 'del', netns).catch(() => {});
  };
  try {
    await ip('netns', 'add', netns);
    await ip('link', 'add', outside, 'type', 'veth', 'peer', 'name', inside, 'netns', netns);
    await ip('addr', 'add', `${link}.1/30`, 'dev', outside);
    await ip('link', 'set', outside, 'up');
    await ip('-n', netns, 'addr', 'add', `${link}.2/30`, 'dev', inside);
    for (const each of [inside, 'lo']) await ip('-n', netns, 'link', 'set', each, 'up');
    await ip('-n', netns, 'route', 'add', 'default', 'via', `${link}.1`);
    for (const address of Object.values(addresses)) {
      await ip('-n', netns, 'addr', 'add', `${address}/32`, 'dev', 'lo');
      await ip('route', 'add', `${address}/32`, 'via', `${link}.2`, 'dev', outside);
    }
    server = spawn(
      'ip',
      ['netns', 'exec', netns, process.execPath, '-e', program, ...Object.values(addresses)],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    await once(server.stdout!, 'data');
  } catch (error) {
    await close();
    throw error;
  }
  return { addresses, outside, netns, close };
}
export type Elsewhere = Awaited<ReturnType<typeof openElsewhere>>;

/** What carries the name: namespaces and links. */
export async function leftoversOfElsewhere(name: string): Promise<string[]> {
  const listed = [
    ...(await ip('netns', 'list')).stdout.split('\n'),
    ...(await ip('-br', 'link')).stdout.split('\n'),
  ];
  return listed.filter((line) => line.includes(name));
}
