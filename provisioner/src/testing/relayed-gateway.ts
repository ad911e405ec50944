/** A relay in front of a gateway of the test's own, and calls to it as the portal signs them. */
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach } from 'vitest';
import { signCall } from '@rockpool/gateway/control-auth';
import { gatewayRoute, type RelayOptions, type RelayOutcome } from '../hosts/relay.ts';
import { serveRelay, type RelayServer } from '../hosts/relay-server.ts';
import { listenOnLoopback } from './loopback.ts';

export const token = 'the-token-of-a-gateway';
/** of the instance whose gateway it is */
export const id = randomUUID();

export const sign = (method: string, path: string, body = '') =>
  signCall(token, { method, path, body }, { at: Date.now(), nonce: randomBytes(16).toString('hex') });

export const ask = (origin: string, path: string, { headers = {}, ...init }: RequestInit = {}) =>
  fetch(`${origin}/gateways/${id}${path}`, {
    redirect: 'manual',
    ...init,
    headers: { authorization: sign(init.method ?? 'GET', path, String(init.body ?? '')), ...headers },
  });

/** What a test opens is closed after it. */
export function useRelay() {
  const servers: Server[] = [];
  const relays: RelayServer[] = [];
  afterEach(async () => {
    await Promise.all(relays.splice(0).map((relay) => relay.close()));
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  return {
    async gateway(listener: RequestListener): Promise<string> {
      const server = createServer(listener);
      servers.push(server);
      return `http://127.0.0.1:${await listenOnLoopback(server)}`;
    },

    /** Its address as HOST_ADDRESS would be, and what it counted. */
    async relayTo(endpoint: string | null, options: Partial<RelayOptions> = {}) {
      const outcomes: RelayOutcome[] = [];
      const route = gatewayRoute({
        locate: async (asked) => (asked === id ? endpoint : null),
        count: (outcome) => outcomes.push(outcome),
        ...options,
      });
      const relay = await serveRelay(0, [route]);
      relays.push(relay);
      return { origin: `http://127.0.0.1:${relay.port}`, port: relay.port, outcomes };
    },
  };
}
