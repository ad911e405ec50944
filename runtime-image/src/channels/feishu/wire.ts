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
};
export type WireAnswer = { status: number; headers: http.IncomingHttpHeaders; body: object };

export interface Wire {
  /** Rejects with FeishuUnreachable when no JSON object came back in time. */
  request(request: WireRequest): Promise<WireAnswer>;
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

  async function request(wanted: WireRequest): Promise<WireAnswer> {
    try {
      return await exchange(wanted);
    } catch (error) {
      // The platform closed an idle connection in the moment it was taken into use: nothing was processed.
      if (error instanceof StaleConnection) return exchange(wanted);
      throw error;
    }
  }

  function exchange({ method, path, headers, body }: WireRequest): Promise<WireAnswer> {
    const text = body === undefined ? null : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const call = `${method} ${path.split('?')[0]}`;
      const outgoing = send({
        agent,
        host,
        ...(port && { port }),
        method,
        path: prefix + path,
        headers: {
          'User-Agent': 'rockpool-gateway',
          ...headers,
          ...(text !== null && {
            'Content-Type': 'application/json; charset=utf-8',
            'Content-Length': Buffer.byteLength(text),
          }),
        },
      });
      const deadline = setTimeout(
        () => outgoing.destroy(new Error(`no answer within ${requestMs} ms`)),
        requestMs,
      );
      const fail = (error: Error & { code?: string }) => {
        clearTimeout(deadline);
        const isStale = outgoing.reusedSocket && error.code === 'ECONNRESET';
        const Failure = isStale ? StaleConnection : FeishuUnreachable;
        reject(new Failure(`${call}: ${error.message}`, { cause: error }));
      };
      outgoing.on('error', fail);
      outgoing.on('response', (incoming) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        incoming.on('error', fail);
        incoming.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes <= answerBytesMax) chunks.push(chunk);
          else outgoing.destroy(new Error('the answer is too long'));
        });
        incoming.on('end', () => {
          clearTimeout(deadline);
          const status = incoming.statusCode ?? 0;
          const answer = parseObject(Buffer.concat(chunks).toString('utf8'));
          if (answer) resolve({ status, headers: incoming.headers, body: answer });
          else reject(new FeishuUnreachable(`${call}: HTTP ${status} without a JSON object`));
        });
      });
      outgoing.end(text ?? undefined);
    });
  }

  return { request, close: () => agent.destroy() };
}

class StaleConnection extends FeishuUnreachable {}

function parseObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
