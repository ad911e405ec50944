import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { freePort } from '../drivers/process/port.ts';

/** Below the ports of gateways and of outgoing connections. */
const lowest = 10_000;
const count = 5_000;
const tries = 100;

/**
 * Where a host's relay may listen. While this process lives no other test gets the same place, also while the relay is down: each is
 * held by listening on a port beside it.
 */
export async function relayPlace(): Promise<{ relayPort: number; address: string }> {
  for (let i = 0; i < tries; i++) {
    const relayPort = randomInt(lowest, lowest + count);
    if ((await hold(relayPort + count)) && (await freePort(relayPort)) === relayPort)
      return { relayPort, address: `http://127.0.0.1:${relayPort}` };
  }
  throw new Error(`no port for a relay between ${lowest} and ${lowest + count}`);
}

/** false when somebody else has it. */
function hold(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().unref();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(true));
  });
}
