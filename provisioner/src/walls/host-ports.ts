import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';

export type HostPorts = { everywhere: number; loopback: number; close(): void };

/** Listens on every address of the host and on its loopback alone, for as long as a probe lasts. Says nothing to anybody. */
export async function openHostPorts(): Promise<HostPorts> {
  const everywhere = await listen('::').catch(() => listen('0.0.0.0'));
  const loopback = await listen('127.0.0.1').catch((error: unknown) => {
    everywhere.close();
    throw error;
  });
  return {
    everywhere: portOf(everywhere),
    loopback: portOf(loopback),
    close: () => [everywhere, loopback].forEach((server) => void server.close()),
  };
}

async function listen(host: string): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => {}).destroy());
  server.listen({ host, port: 0 });
  await once(server, 'listening');
  return server;
}

const portOf = (server: Server) => (server.address() as { port: number }).port;

/** Whether this process shares the network of the machine that has the bridge, and the bridge's link-local IPv6 address. */
export function seenBridge(name: string): { shared: boolean; linkLocal: string | null } {
  const addresses = networkInterfaces()[name];
  const linkLocal = addresses?.find(({ family, address }) => family === 'IPv6' && address.startsWith('fe80'));
  return { shared: addresses !== undefined, linkLocal: linkLocal?.address ?? null };
}

const addressesMax = 6;

/** IPv4 addresses of the host besides its loopback and the bridges of instances and of networks that people made. */
export function hostAddresses(interfacePrefix: string): string[] {
  return Object.entries(networkInterfaces())
    .filter(([name]) => !name.startsWith(interfacePrefix) && !/^(rp|br-|veth|docker0)/.test(name))
    .flatMap(([, addresses]) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address)
    .slice(0, addressesMax);
}
