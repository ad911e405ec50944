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
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** The first of `count` ports in a row that were all free a moment ago. */
export async function freePortBlock(count: number): Promise<number> {
  for (;;) {
    const base = await freePort();
    const block = Array.from({ length: count }, (_, index) => base + index);
    if (base + count <= 65_535 && (await Promise.all(block.map((port) => isFree(port)))).every(Boolean))
      return base;
  }
}
