/** One signed question to a running gateway's control API. The token is not sent: a program of the agent may hold the port. */
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { signCall } from '@rockpool/gateway/control-auth';

/** Where a gateway answers, and the secret that its requests are signed with. */
export type GatewayAt = { endpoint: string; token: string };

/** What a gateway said; the body is null when the status is none of success. */
export type GatewaySaid = { status: number; body: unknown };

const bytesMax = 256 * 1024;
// A question that is held costs a fifth of the memory of one by `fetch`.
const agent = new http.Agent({ keepAlive: true });

/** Rejects when it cannot be reached, or says more than it may, or what is no JSON. */
export async function callGateway(
  { endpoint, token }: GatewayAt,
  method: 'GET' | 'POST',
  path: string,
  { body = '', signal }: { body?: string; signal: AbortSignal },
): Promise<GatewaySaid> {
  const url = `${endpoint}${path}`;
  const ask = () => {
    const moment = { at: Date.now(), nonce: randomBytes(16).toString('hex') };
    const authorization = signCall(token, { method, path, body }, moment);
    return send(url, { method, agent, signal, headers: { authorization, ...typeOf(body) } }, body);
  };
  // A kept connection may have been closed by the other side meanwhile; every question may be asked twice.
  return ask().catch((error: unknown) => {
    if (error instanceof StaleConnection) return ask();
    throw error;
  });
}

/** One sentence about a call that failed. */
export function sayWhy(error: unknown): string {
  const { code, message, cause } = error as Error & { code?: string; cause?: { name?: string } };
  if (cause?.name === 'TimeoutError') return 'no answer in time';
  return code ?? message;
}

class StaleConnection extends Error {}

const typeOf = (body: string) =>
  body === ''
    ? {}
    : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };

function send(url: string, options: http.RequestOptions, body: string): Promise<GatewaySaid> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, options, (response) => {
      const status = response.statusCode ?? 0;
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > bytesMax) request.destroy(new RangeError(`an answer of more than ${bytesMax} bytes`));
        else chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () => {
        try {
          const isWell = status >= 200 && status < 300;
          resolve({ status, body: isWell ? JSON.parse(Buffer.concat(chunks).toString('utf8')) : null });
        } catch (error) {
          reject(error as Error);
        }
      });
    });
    request.on('error', (error: Error & { code?: string }) =>
      reject(
        request.reusedSocket && error.code === 'ECONNRESET' ? new StaleConnection(error.message) : error,
      ),
    );
    request.end(body);
  });
}
