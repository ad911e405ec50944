/**
 * One POST to an address a stranger typed. Name resolution and connection are one step: the socket goes to the very address
 * that was checked, so a name cannot resolve to a public address for the check and to a private one for the request.
 * Redirects are never followed and no proxy of the environment is used.
 */
import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';

export type GuardedReply =
  /** `body` is `bytes` as a text */
  | {
      kind: 'reply';
      status: number;
      contentType: string;
      location: string | null;
      body: string;
      bytes: Buffer;
    }
  | { kind: 'timeout' }
  | { kind: 'too_large' }
  | { kind: 'private_address' }
  /** code: the system's, such as ENOTFOUND, ECONNREFUSED, CERT_HAS_EXPIRED */
  | { kind: 'unreachable'; code: string };

export type GuardedRequest = {
  url: URL;
  headers: Record<string, string>;
  body: string | Buffer;
  /** true skips the address check; only for pairs on the operator's list */
  exempt: boolean;
  /** for the whole exchange, so a server that drips bytes cannot hold it open */
  timeoutMs: number;
  replyBytesMax: number;
  lookup?: LookupFunction;
};

class PrivateAddressError extends Error {}

/** Addresses that the agent's ranges count as public but that are none: Azure's host service. */
const denied = ['168.63.129.16'];

export async function guardedPost(request: GuardedRequest): Promise<GuardedReply> {
  const { url, exempt } = request;
  if (!exempt && url.hostname.startsWith('[::')) return { kind: 'private_address' };
  const lookup = exempt ? (request.lookup ?? dns.lookup) : publicLookup(request.lookup ?? dns.lookup);
  const options = {
    lookup,
    denyIPAddressList: exempt ? [] : denied,
    allowPrivateIPAddress: exempt,
    allowMetaIPAddress: false,
  };
  const secure = url.protocol === 'https:';
  const agent = secure ? new RequestFilteringHttpsAgent(options) : new RequestFilteringHttpAgent(options);
  const signal = AbortSignal.timeout(request.timeoutMs);
  try {
    return await exchange(request, secure ? https : http, agent, signal);
  } catch (error) {
    if (signal.aborted) return { kind: 'timeout' };
    if (isPrivateAddress(error)) return { kind: 'private_address' };
    return { kind: 'unreachable', code: (error as NodeJS.ErrnoException).code ?? 'EUNKNOWN' };
  } finally {
    agent.destroy();
  }
}

function exchange(
  { url, headers, body, replyBytesMax }: GuardedRequest,
  client: typeof http | typeof https,
  agent: http.Agent,
  signal: AbortSignal,
): Promise<GuardedReply> {
  return new Promise((resolve, reject) => {
    const request = client.request(
      url,
      { method: 'POST', agent, signal, headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
      (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > replyBytesMax) {
            resolve({ kind: 'too_large' });
            request.destroy();
            return;
          }
          chunks.push(chunk);
        });
        response.on('error', reject);
        response.on('end', () => {
          const whole = Buffer.concat(chunks);
          resolve({
            kind: 'reply',
            status: response.statusCode ?? 0,
            contentType: response.headers['content-type'] ?? '',
            location: response.headers.location ?? null,
            body: whole.toString('utf8'),
            bytes: whole,
          });
        });
      },
    );
    // unheard, it would end the connection without an event, and nobody would be answered
    request.on('upgrade', ({ statusCode }, socket) => {
      socket.destroy();
      const nothing = { contentType: '', location: null, body: '', bytes: Buffer.alloc(0) };
      resolve({ kind: 'reply', status: statusCode ?? 0, ...nothing });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Refuses addresses below ::/96, IPv4 in the deprecated IPv6 spelling, which the agent takes for public ones. */
function publicLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) =>
    lookup(hostname, options, (error, address, family) => {
      const addresses =
        typeof address === 'string' ? [address] : (address ?? []).map((entry) => entry.address);
      if (!error && addresses.some((entry) => entry.startsWith('::'))) {
        callback(new PrivateAddressError(`${hostname} has a local address`), '', 0);
        return;
      }
      callback(error, address, family);
    });
}

/** The agent throws a plain Error; its wording is all there is to know it by. A test holds it to that. */
function isPrivateAddress(error: unknown): boolean {
  return (
    error instanceof PrivateAddressError ||
    (error instanceof Error && /^DNS lookup .* is not allowed\./.test(error.message))
  );
}
