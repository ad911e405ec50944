import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
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

export const loopback = '127.0.0.1';

/** A port that something else holds. `message` is one sentence for people. */
export class PortBusyError extends Error {
  readonly port: number;
  constructor(name: string, port: number) {
    super(`${name}: port ${port} is in use. Stop what uses it or choose another port.`);
    this.port = port;
  }
}

/**
 * Listens on loopback only; port 0 takes a free one. Faults and the request log apply to everything except
 * `/__emulator/*`, so that no fault can lock the control surface out.
 */
export async function listen(
  name: string,
  port: number,
  bench: EmulatorBench,
  parts: EmulatorParts,
): Promise<EmulatorServer> {
  const answer = getRequestListener(parts.app.fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => {
    void handle(request, response).catch(() => response.destroy());
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
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

  async function passOn(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    if (parts.fastPath?.(request, response, body)) return;
    // The body was read above for faults and log; the adapter takes an already read one from `rawBody`.
    await answer(Object.assign(request, { rawBody: body }), response);
  }

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (parts.upgrade) parts.upgrade(request, socket, head);
    else socket.destroy();
  });
  await bind(server, name, port);
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    url: `http://${loopback}:${address.port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function bind(server: Server, name: string, port: number): Promise<void> {
  server.listen(port, loopback);
  try {
    await once(server, 'listening');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new PortBusyError(name, port);
    }
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
