/**
 * JSON over HTTP on connections that stay open. Node's own agent instead of fetch or axios: those cost 7 MB and more of memory
 * per instance and several times the CPU of a call.
 */
import http from 'node:http';
import https from 'node:https';
import { FeishuUnreachable } from './api-error.ts';

export type WireRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** begins with a slash, query included */
  path: string;
  headers?: Record<string, string>;
  /** sent as JSON */
  body?: unknown;
  /** sent instead of a body, piece by piece as they are */
  form?: { contentType: string; pieces: readonly Uint8Array[] };
  /** absent: the wire's own */
  limitMs?: number;
  /** ends the request */
  signal?: AbortSignal;
};
export type WireAnswer = { status: number; headers: http.IncomingHttpHeaders; body: object };
export type WireBytes = { status: number; headers: http.IncomingHttpHeaders; bytes: Buffer };

/** The answer is longer than the caller takes. */
export class TooLong extends Error {}

export interface Wire {
  /** Rejects with FeishuUnreachable when no JSON object came back in time. */
  request(request: WireRequest): Promise<WireAnswer>;
  /** The bytes of the answer, whatever they are. Rejects with TooLong as soon as they are known to be more than `bytesMax`. */
  bytes(request: WireRequest, bytesMax: number): Promise<WireBytes>;
  /** Ends idle connections and those under way. */
  close(): void;
}

const answerBytesMax = 1_000_000;
const agentOptions = { keepAlive: true, maxSockets: 32, maxFreeSockets: 16, scheduling: 'lifo' } as const;

export function openWire(openUrl: string, requestMs: number): Wire {
  const { protocol, hostname, port, pathname } = new URL(openUrl);
  const isPlain = protocol === 'http:';
  const agent = isPlain ? new http.Agent(agentOptions) : new https.Agent(agentOptions);
  const send = isPlain ? http.request : https.request;
  const host = hostname.replace(/^\[|\]$/g, '');
  const prefix = pathname.replace(/\/$/, '');

  async function bytes(wanted: WireRequest, bytesMax: number): Promise<WireBytes> {
    try {
      return await exchange(wanted, bytesMax);
    } catch (error) {
      // The platform closed an idle connection in the moment it was taken into use: nothing was processed.
      if (error instanceof StaleConnection) return exchange(wanted, bytesMax);
      throw error;
    }
  }

  async function request(wanted: WireRequest): Promise<WireAnswer> {
    const call = `${wanted.method} ${wanted.path.split('?')[0]}`;
    const answer = await bytes(wanted, answerBytesMax).catch((error: unknown) => {
      throw error instanceof TooLong ? new FeishuUnreachable(`${call}: ${error.message}`) : error;
    });
    const { status, headers } = answer;
    const body = parseObject(answer.bytes.toString('utf8'));
    if (body) return { status, headers, body };
    throw new FeishuUnreachable(`${call}: HTTP ${status} without a JSON object`);
  }

  function exchange(wanted: WireRequest, bytesMax: number): Promise<WireBytes> {
    const { method, path, headers, body, form, limitMs = requestMs, signal } = wanted;
    // a text goes out in one piece with the head
    const text = form || body === undefined ? null : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const call = `${method} ${path.split('?')[0]}`;
      const outgoing = send({
        agent,
        host,
        ...(port && { port }),
        ...(signal && { signal }),
        method,
        path: prefix + path,
        headers: {
          'User-Agent': 'rockpool-gateway',
          ...headers,
          ...(text !== null && {
            'Content-Type': 'application/json; charset=utf-8',
            'Content-Length': Buffer.byteLength(text),
          }),
          ...(form && {
            'Content-Type': form.contentType,
            'Content-Length': form.pieces.reduce((sum, piece) => sum + piece.byteLength, 0),
          }),
        },
      });
      const deadline = setTimeout(
        () => outgoing.destroy(new Error(`no answer within ${limitMs} ms`)),
        limitMs,
      );
      const fail = (error: Error & { code?: string }) => {
        clearTimeout(deadline);
        if (error instanceof TooLong) return reject(error);
        const isStale = outgoing.reusedSocket && error.code === 'ECONNRESET';
        const Failure = isStale ? StaleConnection : FeishuUnreachable;
        reject(new Failure(`${call}: ${error.message}`, { cause: error }));
      };
      outgoing.on('error', fail);
      outgoing.on('response', (incoming) => {
        const chunks: Buffer[] = [];
        let length = 0;
        const stop = () => {
          const error = new TooLong('the answer is too long');
          incoming.destroy(error);
          outgoing.destroy(error);
          fail(error);
        };
        incoming.on('error', fail);
        if (Number(incoming.headers['content-length']) > bytesMax) return stop();
        incoming.on('data', (chunk: Buffer) => {
          length += chunk.length;
          if (length > bytesMax) return stop();
          chunks.push(chunk);
        });
        incoming.on('end', () => {
          clearTimeout(deadline);
          const [only] = chunks;
          const bytes = chunks.length === 1 && only ? only : Buffer.concat(chunks, length);
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, bytes });
        });
      });
      for (const piece of form?.pieces ?? []) outgoing.write(piece);
      outgoing.end(text ?? undefined);
    });
  }

  return { request, bytes, close: () => agent.destroy() };
}

class StaleConnection extends FeishuUnreachable {}

export function parseObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
