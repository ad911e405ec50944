import { GatewayStatus } from '@rockpool/gateway/control';
import type { GatewayAnswer } from './facts.ts';

const timeoutMs = 3_000;

/** Asks a running gateway how it is. Never throws: no answer, or one that is not understood, is `silent` with a sentence. */
export async function askGateway(endpoint: string, token: string): Promise<GatewayAnswer> {
  try {
    const response = await fetch(`${endpoint}/control/status`, {
      headers: { authorization: `Bearer ${token}` },
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
    const parsed = GatewayStatus.safeParse(await response.json());
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
