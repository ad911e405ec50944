/**
 * One POST on kept connections whose answer is read while it comes. Written for the model's API on node:http: neither the built-in
 * fetch nor the vendor's SDK is loaded, which saves memory and most of the CPU of a call (see README). Follows no redirects.
 */
import http from 'node:http';
import https from 'node:https';

export type StreamRequest = {
  url: URL;
  headers: Readonly<Record<string, string>>;
  /** sent one after the other */
  body: { head: Buffer; tail: string };
  /** told how to end the request, answer included; again when it is repeated */
  onOpen(end: () => void): void;
};

export type StreamAnswer = {
  status: number;
  contentType: string;
  /** the header as it came, empty when there is none */
  retryAfter: string;
  /** Leaving before its end keeps the connection when the rest comes within a second. Rejects when the connection breaks. */
  chunks: AsyncIterable<Buffer>;
};

const agents = {
  'http:': new http.Agent({ keepAlive: true, maxSockets: 64, timeout: 600_000 }),
  'https:': new https.Agent({ keepAlive: true, maxSockets: 64, timeout: 600_000 }),
};

/** Rejects with the error of the network. */
export async function postForStream(request: StreamRequest): Promise<StreamAnswer> {
  let incoming: http.IncomingMessage;
  try {
    incoming = await send(request);
  } catch (error) {
    // a kept connection that the server closed in the meantime: nothing was received, so asking again is safe
    if (!(error instanceof StaleConnection)) throw error;
    incoming = await send(request);
  }
  return {
    status: incoming.statusCode ?? 0,
    contentType: incoming.headers['content-type'] ?? '',
    retryAfter: incoming.headers['retry-after'] ?? '',
    chunks: { [Symbol.asyncIterator]: () => chunksOf(incoming) },
  };
}

/** Ends kept connections, so that the process may exit. */
export function closeConnections(): void {
  for (const agent of Object.values(agents)) agent.destroy();
}

class StaleConnection extends Error {}

function send({ url, headers, body, onOpen }: StreamRequest): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const isSecure = url.protocol === 'https:';
    const bytes = body.head.length + Buffer.byteLength(body.tail);
    const request = (isSecure ? https : http).request({
      agent: agents[isSecure ? 'https:' : 'http:'],
      host: url.hostname.replace(/^\[|\]$/g, ''),
      ...(url.port !== '' && { port: url.port }),
      ...(url.username !== '' && {
        auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`,
      }),
      method: 'POST',
      path: url.pathname + url.search,
      headers: { ...headers, 'content-length': String(bytes) },
    });
    let isEnded = false;
    request.once('response', resolve);
    request.on('error', (error: NodeJS.ErrnoException) => {
      const isStale =
        !isEnded && request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      reject(isStale ? new StaleConnection(error.message, { cause: error }) : error);
    });
    onOpen(() => {
      isEnded = true;
      request.destroy(new Error('the request was ended'));
    });
    request.write(body.head);
    request.end(body.tail);
  });
}

/** so much may wait for a slow reader */
const waitingBytesMax = 262_144;

/** As the stream's own iterator, for a fifth of its CPU. */
function chunksOf(incoming: http.IncomingMessage): AsyncIterator<Buffer, undefined> {
  type Next = IteratorResult<Buffer, undefined>;
  const over: Next = { done: true, value: undefined };
  const waiting: Buffer[] = [];
  let bytes = 0;
  let end: Error | 'complete' | null = null;
  let reader: PromiseWithResolvers<Next> | null = null;
  const finish = (how: Error | 'complete'): void => {
    end ??= how;
    if (end === 'complete') reader?.resolve(over);
    else reader?.reject(end);
    reader = null;
  };
  incoming.on('data', (chunk: Buffer) => {
    if (reader !== null) {
      reader.resolve({ done: false, value: chunk });
      reader = null;
      return;
    }
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes > waitingBytesMax) incoming.pause();
  });
  incoming.on('end', () => finish('complete'));
  incoming.on('error', finish);
  incoming.on('close', () =>
    finish(Object.assign(new Error('the connection broke'), { code: 'ECONNRESET' })),
  );
  return {
    next(): Promise<Next> {
      const chunk = waiting.shift();
      if (chunk !== undefined) {
        bytes -= chunk.length;
        if (bytes <= waitingBytesMax) incoming.resume();
        return Promise.resolve({ done: false, value: chunk });
      }
      if (end === 'complete') return Promise.resolve(over);
      if (end !== null) return Promise.reject(end);
      reader = Promise.withResolvers<Next>();
      return reader.promise;
    },
    return(): Promise<Next> {
      incoming.removeAllListeners('data');
      if (!incoming.complete && !incoming.destroyed) {
        // reading ends at `[DONE]`, a moment before the end of the response: closing there would cost the connection
        const overdue = setTimeout(() => incoming.destroy(), 1_000).unref();
        incoming.once('close', () => clearTimeout(overdue));
      }
      incoming.resume();
      return Promise.resolve(over);
    },
  };
}
