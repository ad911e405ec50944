import { randomInt } from 'node:crypto';
import { createServer, connect } from 'node:net';

const host = '127.0.0.1';

/** Below the ports that systems give to outgoing connections, so that a stopped instance finds its port free again. */
const lowest = 20_000;
const highest = 32_000;
const tries = 200;

/** The wanted port if nothing holds it, else another one that is free. */
export async function freePort(wanted: number | null): Promise<number> {
  if (wanted !== null && (await isFree(wanted))) return wanted;
  for (let i = 0; i < tries; i++) {
    const port = randomInt(lowest, highest);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port on ${host} between ${lowest} and ${highest}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(false) : reject(error),
    );
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Whether something takes connections there within a second. */
export function takesConnections(port: number, at = host): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: at, timeout: 1_000 });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}

export const endpointOf = (port: number) => `http://${host}:${port}`;
