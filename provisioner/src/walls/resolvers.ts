import { readFile } from 'node:fs/promises';

/** Addresses of the name servers that containers ask: the engine takes the host's, without those on the host's own loopback. */
export async function readResolvers(root = '/'): Promise<string[]> {
  const listed = await read(`${root}etc/resolv.conf`);
  // The engine looks past systemd-resolved's stub, which no container reaches.
  const beyond = listed.every(isLoopback) ? await read(`${root}run/systemd/resolve/resolv.conf`) : listed;
  return beyond.filter((address) => !isLoopback(address));
}

const isLoopback = (address: string) => address.startsWith('127.') || address === '::1';

async function read(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => /^\s*nameserver\s+([0-9a-f.:]+)/i.exec(line)?.[1] ?? []);
}
