/**
 * The server behind `HOST_ADDRESS`: what portal and other hosts may ask this host for, a small table of routes. Everything else is
 * not found. It knows nobody: each route says what it asks of who calls.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export type Route = {
  methods: readonly string[];
  /** of the path as it stands in the request, query included; its groups are given to `handle` */
  path: RegExp;
  /** Ends the response, whatever happens; a rejection ends the connection. */
  handle: (request: IncomingMessage, response: ServerResponse, groups: string[]) => Promise<void>;
};

export const uuidPattern = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

const headersBytesMax = 16 * 1024;
const headersMs = 10_000;
/** A connection without a byte either way for so long is ended; gateways say something every 15 s in their event streams. */
const idleMs = 120_000;
const connectionsMax = 4_096;

export type RelayServer = { port: number; close(): Promise<void> };

/** Listens on every address of this machine. `port` 0 takes a free one. */
export async function serveRelay(port: number, routes: readonly Route[]): Promise<RelayServer> {
  const server: Server = createServer(
    {
      maxHeaderSize: headersBytesMax,
      headersTimeout: headersMs,
      // of a whole request, whose body may come as slowly as an upload does; idle ones end by `idleMs`
      requestTimeout: 0,
      keepAliveTimeout: 30_000,
      connectionsCheckingInterval: headersMs,
    },
    (request, response) => {
      const found = findRoute(routes, request);
      if (!found) return answerError(response, 404, 'not_found');
      found.route.handle(request, response, found.groups).catch(() => response.destroy());
    },
  );
  server.maxConnections = connectionsMax;
  server.setTimeout(idleMs);
  // Nobody may change the protocol of a connection: what follows would be nobody's to judge.
  server.on('upgrade', (_request, socket) => socket.destroy());
  server.on('clientError', ({ code }: NodeJS.ErrnoException, socket) => {
    const status = code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`);
    else socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    async close() {
      await new Promise((resolve) => server.close(resolve).closeAllConnections());
    },
  };
}

function findRoute(routes: readonly Route[], { method = '', url = '' }: IncomingMessage) {
  for (const route of routes) {
    const match = route.methods.includes(method) && route.path.exec(url);
    if (match) return { route, groups: match.slice(1) };
  }
  return null;
}

/** `{"error": {"type"}}` with its status, and the connection ends. */
export function answerError(response: ServerResponse, status: number, type: string): void {
  if (response.headersSent) return void response.destroy();
  response
    .writeHead(status, { 'content-type': 'application/json', connection: 'close' })
    .end(JSON.stringify({ error: { type } }));
}
