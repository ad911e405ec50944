/**
 * Passes signed calls of a gateway's control API on to the gateways of this host, streamed both ways, and nothing else. It holds no
 * secret: whether a signature is right is for the gateway to say, whose token and path it covers.
 */
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { looksSigned } from '@rockpool/gateway/control-auth';
import { answerError, uuidPattern, type Route } from './relay-server.ts';

export type RelayOutcome = 'passed' | 'cut' | 'away' | 'crowded' | 'refused';

export type RelayOptions = {
  /** http origin of the gateway; null when nothing answers for that id here */
  locate: (id: string) => Promise<string | null>;
  /** what became of a call */
  count: (outcome: RelayOutcome) => void;
  /** for tests */
  idleMs?: number;
};

const bodyBytesMax = 1024 * 1024;
/** calls at once to one gateway, its event streams among them */
const callsOfOneMax = 128;
const connectMs = 5_000;
/** Longer than a gateway holds a question (55 s) and than the pause between two signs of life in its event streams (15 s). */
const gatewayIdleMs = 120_000;

const asked = ['authorization', 'content-type', 'content-length', 'accept', 'last-event-id'];
const answered = [
  'content-type',
  'content-length',
  'content-encoding',
  'content-disposition',
  'cache-control',
  'retry-after',
];

// Each call has a connection of its own: one that was kept may be closed just then, and a call must not go twice.
const agent = new http.Agent({ keepAlive: false });

/** `<HOST_ADDRESS>/gateways/<instance id>/control/…` */
export function gatewayRoute({ locate, count, idleMs = gatewayIdleMs }: RelayOptions): Route {
  const underWay = new Map<string, number>();

  async function pass(request: IncomingMessage, response: ServerResponse, id: string, path: string) {
    const refuse = (outcome: RelayOutcome, status: number, type: string) => {
      count(outcome);
      answerError(response, status, type);
    };
    if (!isPlain(path) || !looksSigned(request.headers.authorization ?? ''))
      return refuse('refused', 404, 'not_found');
    if (isSmuggling(request)) return refuse('refused', 400, 'malformed');
    if (Number(request.headers['content-length'] ?? 0) > bodyBytesMax)
      return refuse('refused', 413, 'too_large');
    const calls = underWay.get(id) ?? 0;
    if (calls >= callsOfOneMax) return refuse('crowded', 503, 'crowded');
    underWay.set(id, calls + 1);
    try {
      const endpoint = await locate(id);
      if (endpoint === null) return refuse('away', 503, 'away');
      const answer = await call(`${endpoint}${path}`, request, response, idleMs);
      if (answer === 'too_large') return refuse('refused', 413, 'too_large');
      if (answer === null) return refuse(response.destroyed ? 'cut' : 'away', 503, 'away');
      response.writeHead(answer.statusCode ?? 502, pick(answer.headers, answered));
      // an event stream may stay silent for long, and who called waits for its beginning
      response.flushHeaders();
      await pipeline(answer, response);
      count('passed');
    } catch {
      count('cut');
      response.destroy();
    } finally {
      const left = underWay.get(id)! - 1;
      if (left > 0) underWay.set(id, left);
      else underWay.delete(id);
    }
  }

  return {
    methods: ['GET', 'POST'],
    path: new RegExp(`^/gateways/(${uuidPattern})(/control/.*)$`),
    handle: (request, response, [id = '', path = '']) => pass(request, response, id, path),
  };
}

/** As it stands it reaches the gateway, so that no other spelling leads out of `/control/`. */
function isPlain(path: string): boolean {
  const { pathname, search } = new URL(path, 'http://gateway');
  return pathname + search === path && !/%2e|%2f|%5c/i.test(pathname);
}

/** A question with a body of no told length would go on without a frame, and a gateway would read it as a request of its own. */
const isSmuggling = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' &&
  (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0);

/** The gateway's answer, whatever its status; null when it cannot be reached or goes before it answered. */
function call(
  url: string,
  request: IncomingMessage,
  response: ServerResponse,
  idleMs: number,
): Promise<IncomingMessage | 'too_large' | null> {
  return new Promise((resolve) => {
    const upstream = http.request(url, {
      method: request.method ?? 'GET',
      agent,
      headers: pick(request.headers, asked),
      timeout: connectMs,
    });
    upstream.once('socket', (socket) => socket.once('connect', () => upstream.setTimeout(idleMs)));
    upstream.on('timeout', () => upstream.destroy());
    upstream.once('response', resolve);
    // resolved before, this changes nothing
    upstream.on('error', () => resolve(null));
    upstream.once('close', () => resolve(null));
    // who asked is gone: nobody waits for the answer
    response.once('close', () => upstream.destroy());
    let bytes = 0;
    const bounded = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        if (bytes <= bodyBytesMax) return done(null, chunk);
        resolve('too_large');
        done(new RangeError(`a body of more than ${bodyBytesMax} bytes`));
      },
    });
    pipeline(request, bounded, upstream).catch(() => upstream.destroy());
  });
}

const pick = (headers: http.IncomingHttpHeaders, names: readonly string[]): http.OutgoingHttpHeaders =>
  Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
