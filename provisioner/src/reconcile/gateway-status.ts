import { randomBytes } from 'node:crypto';
import { GatewayStatus, statusBytesMax } from '@rockpool/gateway/control';
import { signCall } from '@rockpool/gateway/control-auth';
import { readJsonLimited } from '../read-limited.ts';
import type { GatewayAnswer } from './facts.ts';

const timeoutMs = 3_000;

/**
 * Asks a running gateway how it is. Never throws: no answer, or one that is not understood, is `silent` with a sentence. The token
 * is not sent: a program of the agent may hold the gateway's port.
 */
export async function askGateway(endpoint: string, token: string): Promise<GatewayAnswer> {
  try {
    const path = '/control/status';
    const moment = { at: Date.now(), nonce: randomBytes(16).toString('hex') };
    const response = await fetch(`${endpoint}${path}`, {
      headers: { authorization: signCall(token, { method: 'GET', path, body: '' }, moment) },
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    });
    if (!response.ok) {
      await response.body?.cancel();
      return {
        state: 'silent',
        message: `the gateway answers ${response.status} to a question for its status`,
      };
    }
    const parsed = GatewayStatus.safeParse(await readJsonLimited(response, statusBytesMax));
    if (parsed.success) return { state: 'answers', status: parsed.data };
    return {
      state: 'silent',
      message: `the gateway's status lacks ${parsed.error.issues[0]?.path.join('.') ?? 'something'}`,
    };
  } catch (error) {
    const { name, message, cause } = error as Error & { cause?: { code?: string } };
    return {
      state: 'silent',
      message: name === 'TimeoutError' ? `no answer within ${timeoutMs} ms` : (cause?.code ?? message),
    };
  }
}
