import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSocketServer, type AddressInfo, type Server as SocketServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import type { EmulatorClock } from './clock.ts';
import { applyFault } from './apply-fault.ts';
import { createFaults, type Faults } from './faults.ts';
import { bodyCharactersMax, createRequestLog, type LoggedRequest, type RequestLog } from './request-log.ts';

/** What every emulator hands to the server: the app for HTTP and, where there are sockets, the upgrade. */
export interface EmulatorParts {
  readonly app: Hono;
  /** Answers by itself, without Hono, when it returns true: for paths where CPU per request counts. */
  readonly fastPath?: (request: IncomingMessage, response: ServerResponse, body: Buffer) => boolean;
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Paths for programs. Whoever comes by another address than loopback reaches nothing else: no page, no control. */
  readonly api: RegExp;
}

/** Where to listen, besides loopback. */
export interface Bind {
  readonly port: number;
  /** further addresses of this machine, for callers that are not on its loopback */
  readonly addresses?: readonly string[] | undefined;
}

export interface EmulatorServer {
  readonly port: number;
  readonly url: string;
  /** Ends the listener and every open connection. */
  close(): Promise<void>;
}

export interface EmulatorBench {
  readonly clock: EmulatorClock;
  readonly faults: Faults;
  readonly log: RequestLog;
}

export function createBench(clock: EmulatorClock): EmulatorBench {
  return { clock, faults: createFaults(), log: createRequestLog() };
}

const loopback = '127.0.0.1';

/** A port that something else holds. `message` is one sentence for people. */
class PortBusyError extends Error {
  readonly port: number;
  constructor(name: string, port: number) {
    super(`${name}: port ${port} is in use. Stop what uses it or choose another port.`);
    this.port = port;
  }
}

/**
 * Listens on loopback, and where `addresses` says besides; port 0 takes a free one. Faults and the request log apply to everything except
 * `/__emulator/*`, so that no fault can lock the control surface out.
 */
export async function listen(
  name: string,
  { port, addresses = [] }: Bind,
  bench: EmulatorBench,
  parts: EmulatorParts,
): Promise<EmulatorServer> {
  const answer = getRequestListener(parts.app.fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => {
    void handle(request, response).catch(() => response.destroy());
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isServed(request)) {
      response.writeHead(404).end();
      return;
    }
    const body = await readBody(request);
    const { entry, isControl } = describe(request, body, bench.clock.now());
    if (isControl) return passOn(request, response, body);
    bench.log.add(entry);
    response.once('finish', () => {
      entry.status = response.statusCode;
    });
    const fault = bench.faults.take(entry.method, entry.path, entry.body);
    if (fault) {
      entry.faulted = true;
      if ((await applyFault(fault, request, response)) === 'answered') return;
    }
    await passOn(request, response, body);
  }

  function isServed(request: IncomingMessage): boolean {
    if (request.socket.localAddress === loopback) return true;
    // as the routes will see it, dots resolved
    return parts.api.test(URL.parse(request.url ?? '/', `http://${loopback}`)?.pathname ?? '');
  }

  async function passOn(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    if (parts.fastPath?.(request, response, body)) return;
    // The body was read above for faults and log; the adapter takes an already read one from `rawBody`.
    await answer(Object.assign(request, { rawBody: body }), response);
  }

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (parts.upgrade && isServed(request)) parts.upgrade(request, socket, head);
    else socket.destroy();
  });
  await bind(server, name, port, loopback);
  const taken = (server.address() as AddressInfo).port;
  // One HTTP server holds one listener; the others hand it their connections.
  const others = addresses.map(() => createSocketServer((socket) => server.emit('connection', socket)));
  async function close(): Promise<void> {
    const closed = [server, ...others].filter((each) => each.listening).map((each) => once(each, 'close'));
    for (const each of [server, ...others]) each.close();
    server.closeAllConnections();
    await Promise.all(closed);
  }
  try {
    for (const [index, address] of addresses.entries()) await bind(others[index]!, name, taken, address);
  } catch (error) {
    await close();
    throw error;
  }
  return { port: taken, url: `http://${loopback}:${taken}`, close };
}

async function bind(server: SocketServer, name: string, port: number, address: string): Promise<void> {
  server.listen(port, address);
  try {
    await once(server, 'listening');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') throw new PortBusyError(name, port);
    if (code === 'EADDRNOTAVAIL')
      throw new Error(`${name}: ${address} is no address of this machine.`, { cause: error });
    throw error;
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (request.method === 'GET' || request.method === 'HEAD') return Buffer.alloc(0);
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}

function describe(
  request: IncomingMessage,
  body: Buffer,
  at: number,
): { entry: LoggedRequest; isControl: boolean } {
  const target = request.url ?? '/';
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const kind = request.headers['content-type'] ?? '';
  const isText = body.length > 0 && !kind.startsWith('multipart/') && !kind.startsWith('application/octet');
  return {
    isControl: path.startsWith('/__emulator/'),
    entry: {
      at,
      method: request.method ?? 'GET',
      path,
      query: mark < 0 ? '' : target.slice(mark + 1),
      headers: request.headers,
      bodyBytes: body.length,
      body: isText ? body.toString('utf8', 0, bodyCharactersMax) : '',
      status: 0,
      faulted: false,
    },
  };
}
