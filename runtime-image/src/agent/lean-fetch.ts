/**
 * A `fetch` for the model SDK on node:http with kept connections. It follows no redirects, and of a Response it offers only what
 * the SDK reads; against the built-in fetch it saves memory and about half of the CPU of a call (see README).
 */
import http from 'node:http';
import https from 'node:https';

const agents = {
  'http:': new http.Agent({ keepAlive: true, maxSockets: 64, timeout: 600_000 }),
  'https:': new https.Agent({ keepAlive: true, maxSockets: 64, timeout: 600_000 }),
};

type LeanInit = { method?: string; headers?: unknown; body?: unknown; signal?: AbortSignal | null };

export async function leanFetch(url: string | URL | Request, init: LeanInit = {}): Promise<Response> {
  const target = new URL(String(url));
  const headers = plainHeaders(init.headers);
  const body = typeof init.body === 'string' ? init.body : '';
  headers['content-length'] = String(Buffer.byteLength(body));
  let incoming: http.IncomingMessage;
  try {
    incoming = await send(target, init, headers, body);
  } catch (error) {
    // a kept connection that the server closed in the meantime: nothing was received, so asking again is safe
    if (!(error instanceof StaleConnection) || init.signal?.aborted) throw error;
    incoming = await send(target, init, headers, body);
  }
  return toResponse(incoming, target);
}

/** Ends kept connections, so that the process may exit. */
export function closeConnections(): void {
  for (const agent of Object.values(agents)) agent.destroy();
}

class StaleConnection extends Error {}

function send(
  target: URL,
  init: LeanInit,
  headers: Record<string, string>,
  body: string,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const secure = target.protocol === 'https:';
    const request = (secure ? https : http).request(target, {
      method: init.method ?? 'GET',
      headers,
      agent: agents[secure ? 'https:' : 'http:'],
      ...(init.signal ? { signal: init.signal } : {}),
    });
    request.once('response', resolve);
    request.once('error', (error: NodeJS.ErrnoException) => {
      const stale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      reject(stale ? new StaleConnection(error.message, { cause: error }) : error);
    });
    request.end(body);
  });
}

function plainHeaders(headers: unknown): Record<string, string> {
  const entries =
    headers !== null && typeof headers === 'object' && Symbol.iterator in headers
      ? (headers as Iterable<[string, string]>)
      : Object.entries((headers ?? {}) as Record<string, string>);
  return Object.fromEntries(entries);
}

function toResponse(incoming: http.IncomingMessage, target: URL): Response {
  const status = incoming.statusCode ?? 0;
  const header = (name: string): string | null => {
    const value = incoming.headers[name.toLowerCase()];
    return value === undefined ? null : String(value);
  };
  const text = async (): Promise<string> => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('utf8');
  };
  const response = {
    ok: status >= 200 && status < 300,
    status,
    statusText: incoming.statusMessage ?? '',
    url: target.href,
    redirected: false,
    headers: {
      get: header,
      has: (name: string) => header(name) !== null,
      entries: () => Object.entries(incoming.headers),
    },
    body: keepAliveBody(incoming),
    text,
    json: async () => JSON.parse(await text()) as unknown,
  };
  return response as unknown as Response;
}

/**
 * The body as the SDK iterates it. The SDK stops reading at `[DONE]`, a moment before the end of the response; closing there would
 * cost the connection, so the few bytes left are read and dropped.
 */
function keepAliveBody(incoming: http.IncomingMessage): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const chunks = incoming.iterator({ destroyOnReturn: false });
      return {
        next: () => chunks.next() as Promise<IteratorResult<Uint8Array>>,
        async return() {
          if (!incoming.complete && !incoming.destroyed) {
            const overdue = setTimeout(() => incoming.destroy(), 1_000).unref();
            incoming.once('close', () => clearTimeout(overdue));
          }
          incoming.resume();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
