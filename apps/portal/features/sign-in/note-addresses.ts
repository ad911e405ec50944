import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { BlockList } from 'node:net';
import { addressHeader, clientAddress } from './client-address.ts';

/**
 * From now on every request to a server of this process carries its client's address in `addressHeader`, whatever it came
 * with. Pages and actions see headers but not the connection, and Next keeps an `x-forwarded-for` that a sender made up.
 */
export function noteAddresses(proxies: BlockList): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    const forwardedFor = String(request.headers['x-forwarded-for'] ?? '');
    request.headers[addressHeader] = clientAddress(request.socket.remoteAddress ?? '', forwardedFor, proxies);
  });
}
