import { randomInt } from 'node:crypto';
import net from 'node:net';

/** Whether nobody listens on this port of this address. */
export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A port that was free a moment ago. */
export const freePort = (): Promise<number> => freePortBlock(1);

/**
 * The first of `count` ports in a row that were all free a moment ago. They lie below the range from which the
 * system takes ports for outgoing connections, so that none of those gets in between.
 */
export async function freePortBlock(count: number): Promise<number> {
  for (;;) {
    const base = randomInt(10_000, 32_000);
    const block = Array.from({ length: count }, (_, index) => base + index);
    if ((await Promise.all(block.map((port) => isFree(port)))).every(Boolean)) return base;
  }
}
