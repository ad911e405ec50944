/**
 * The only way out for a program that asks for addresses by itself, such as a browser: an HTTP proxy on loopback whose sockets go to
 * public addresses only. Every request passes it, redirects, frames, scripts' own and WebSockets included.
 */
import dns from 'node:dns';
import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo, type LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import { judgeUrl } from './address.ts';
import { publicOnly } from './public-lookup.ts';

const connectMs = 20_000;

export type GuardedProxy = {
  url: string;
  /** what was last refused, as `host:port`; null when nothing was since it was last asked */
  takeRefused(): string | null;
  close(): void;
};

/** @param allow exact `host:port` pairs that may be reached although they are private; asked at each request */
export async function startGuardedProxy(
  allow: () => readonly string[],
  lookup: LookupFunction = dns.lookup,
): Promise<GuardedProxy> {
  const sockets = new Set<Duplex>();
  let refused: string | null = null;
  const keep = (socket: Duplex): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).once('close', () => sockets.delete(socket));
  };
  /** null: it may not be reached */
  const wayTo = (url: URL): LookupFunction | null => {
    const { kind } = judgeUrl(url, allow());
    if (kind !== 'refused') return kind === 'name' ? publicOnly(lookup) : lookup;
    refused = url.host;
    return null;
  };

  const server = http.createServer((request, response) => {
    const url = URL.canParse(request.url ?? '') ? new URL(request.url!) : null;
    const way = url === null ? null : wayTo(url);
    if (url === null || way === null)
      return void response.writeHead(403).end('This address cannot be reached.');
    const { 'proxy-connection': _, connection: __, ...headers } = request.headers;
    const onward = http.request(
      url,
      { method: request.method, headers, lookup: way, agent: false },
      (reply) => {
        response.writeHead(reply.statusCode ?? 502, reply.rawHeaders);
        reply.on('error', () => response.destroy()).pipe(response);
      },
    );
    onward.on('error', () => {
      refused = url.host;
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end('This address cannot be reached.');
    });
    response.once('close', () => onward.destroy());
    request.pipe(onward);
  });
  server.on('connection', keep);
  server.on('connect', (request, client, head) => {
    const url = URL.canParse(`https://${request.url}`) ? new URL(`https://${request.url}`) : null;
    const way = url === null ? null : wayTo(url);
    if (url === null || way === null) return void client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const onward = net.connect({ host, port: Number(url.port || 443), lookup: way, timeout: connectMs });
    keep(onward);
    onward.once('connect', () => {
      onward.setTimeout(0);
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      onward.pipe(client).pipe(onward);
    });
    onward.once('timeout', () => onward.destroy(new Error('timeout')));
    onward.once('error', () => {
      refused = url.host;
      client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    client.once('close', () => onward.destroy());
    onward.once('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    takeRefused() {
      const last = refused;
      refused = null;
      return last;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
