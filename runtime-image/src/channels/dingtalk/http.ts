/** HTTP on connections that stay open, by Node's own agent: fetch costs 7 MB of memory and several times the CPU of a call. */
import http from 'node:http';
import https from 'node:https';
import { DingtalkUnreachable } from './api-error.ts';

export type HttpRequest = {
  method: 'GET' | 'POST' | 'PUT';
  url: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  timeoutMs: number;
  /** longest answer; 1 MB when absent */
  bytesMax?: number;
  signal?: AbortSignal;
};
export type HttpAnswer = { status: number; headers: http.IncomingHttpHeaders; body: Buffer };

/** The answer would be longer than `bytesMax`. */
export class TooLong extends Error {}

export interface Http {
  /** Follows no redirects. Rejects with DingtalkUnreachable when no answer came in time, with TooLong, or with the signal's reason. */
  request(request: HttpRequest): Promise<HttpAnswer>;
  close(): void;
}

/**
 * A connection that rested is closed by us and soon, before the platform does: who writes into one that the platform is closing cannot
 * know whether a message arrived, and a message has no key by which a second one would be known.
 */
const agentOptions = {
  keepAlive: true,
  timeout: 10_000,
  maxSockets: 32,
  maxFreeSockets: 8,
  scheduling: 'lifo',
} as const;
/** Codes of an attempt that never reached anybody. */
const notConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

export function openHttp(): Http {
  const plain = new http.Agent(agentOptions);
  const secure = new https.Agent(agentOptions);

  function request(wanted: HttpRequest): Promise<HttpAnswer> {
    const { method, headers, body, timeoutMs, bytesMax = 1_000_000, signal } = wanted;
    const url = new URL(wanted.url);
    const isPlain = url.protocol === 'http:';
    return new Promise((resolve, reject) => {
      const outgoing = (isPlain ? http : https).request(url, {
        agent: isPlain ? plain : secure,
        method,
        headers: {
          'User-Agent': 'rockpool-gateway',
          ...headers,
          ...(body !== undefined && { 'Content-Length': Buffer.byteLength(body) }),
        },
      });
      const stop = (): void => void outgoing.destroy(new Error('aborted'));
      const over = (): void => {
        clearTimeout(deadline);
        signal?.removeEventListener('abort', stop);
      };
      const deadline = setTimeout(
        () => outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`)),
        timeoutMs,
      );
      const fail = (error: Error & { code?: string }): void => {
        over();
        if (signal?.aborted) return reject(signal.reason as Error);
        if (error instanceof TooLong) return reject(error);
        const said = `${method} ${url.pathname}: ${error.message}`;
        reject(new DingtalkUnreachable(said, !notConnected.has(error.code ?? ''), { cause: error }));
      };
      outgoing.on('error', fail);
      outgoing.on('response', (incoming) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        const isTooLong = (): boolean =>
          bytes > bytesMax || Number(incoming.headers['content-length']) > bytesMax;
        if (isTooLong()) return void outgoing.destroy(new TooLong('the answer is too long'));
        incoming.on('error', fail);
        incoming.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (isTooLong()) outgoing.destroy(new TooLong('the answer is too long'));
          else chunks.push(chunk);
        });
        incoming.on('end', () => {
          over();
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: Buffer.concat(chunks),
          });
        });
      });
      signal?.addEventListener('abort', stop);
      if (signal?.aborted) stop();
      else outgoing.end(body);
    });
  }

  return {
    request,
    close() {
      plain.destroy();
      secure.destroy();
    },
  };
}
