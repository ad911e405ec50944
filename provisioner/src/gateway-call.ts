/** One signed question to a running gateway's control API. The token is not sent: a program of the agent may hold the port. */
import { randomBytes } from 'node:crypto';
import { signCall } from '@rockpool/gateway/control-auth';
import { readJsonLimited } from './read-limited.ts';

/** Where a gateway answers, and the secret that its requests are signed with. */
export type GatewayAt = { endpoint: string; token: string };

const bytesMax = 256 * 1024;

/** What a gateway said; the body is null when it is no JSON. Rejects when it cannot be reached, or says more than it may. */
export async function callGateway(
  { endpoint, token }: GatewayAt,
  method: 'GET' | 'POST',
  path: string,
  { body = '', signal }: { body?: string; signal: AbortSignal },
): Promise<{ status: number; body: unknown }> {
  const url = `${endpoint}${path}`;
  const moment = { at: Date.now(), nonce: randomBytes(16).toString('hex') };
  const response = await fetch(url, {
    method,
    headers: {
      authorization: signCall(token, { method, url, body }, moment),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body }),
    signal,
    redirect: 'error',
  });
  if (response.ok) return { status: response.status, body: await readJsonLimited(response, bytesMax) };
  await response.body?.cancel();
  return { status: response.status, body: null };
}

/** One sentence about a call that failed. */
export function sayWhy(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string } };
  return name === 'TimeoutError' ? 'no answer in time' : (cause?.code ?? message);
}
