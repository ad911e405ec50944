/** One call of a platform's API, tried again as the rules of retry.ts have it. */
import { setTimeout as pause } from 'node:timers/promises';
import { nextStep, type Fault } from './retry.ts';
import type { TokenCache } from './token-cache.ts';

export type Patience = {
  /** null: the call needs no token and is given an empty one */
  tokens: TokenCache | null;
  /** how long failures that may pass are retried; 0 tries once */
  patienceMs: number;
  /** @param token the one of the failed try; empty when there was none */
  faultOf(error: unknown, token: string): Fault;
  /** ends the waits and the tries */
  signal: AbortSignal;
};

/** Rejects with the error of the last try. */
export async function patiently<T>(
  { tokens, patienceMs, faultOf, signal }: Patience,
  attempt: (token: string) => Promise<T>,
): Promise<T> {
  const startedAt = performance.now();
  let tokenRenewed = false;
  for (let failures = 1; ; failures++) {
    let token = '';
    try {
      if (tokens !== null) token = await tokens.get();
      return await attempt(token);
    } catch (error) {
      if (signal.aborted) throw error;
      const elapsedMs = performance.now() - startedAt;
      const step = nextStep(faultOf(error, token), { failures, elapsedMs, patienceMs, tokenRenewed });
      if (step.kind === 'give-up') throw error;
      if (step.kind === 'renew-token') {
        tokens?.drop(token);
        tokenRenewed = true;
      } else await pause(step.ms, undefined, { signal });
    }
  }
}
