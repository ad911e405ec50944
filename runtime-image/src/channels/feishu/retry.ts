/** What to do after a failed call. Pure: the caller tells how often and how long it has tried. */
import { FeishuUnreachable, isDeadToken, isRateLimit, FeishuApiError } from './api-error.ts';

export type Tries = {
  /** failures so far, this one included */
  failures: number;
  elapsedMs: number;
  /** how long the caller wants to go on; 0 asks for one try */
  patienceMs: number;
  /** a fresh token was already fetched for this call */
  tokenRenewed: boolean;
};

export type NextStep =
  | { kind: 'renew-token' }
  | { kind: 'wait'; ms: number }
  | { kind: 'give-up'; reason: 'refused' | 'out-of-patience' };

const waitMsMax = 10_000;

export function nextStep(error: unknown, tries: Tries): NextStep {
  if (isDeadToken(error)) return tries.tokenRenewed ? refused : { kind: 'renew-token' };
  const waitMs = waitAfter(error, tries.failures);
  if (waitMs === null) return refused;
  if (tries.elapsedMs + waitMs > tries.patienceMs) return { kind: 'give-up', reason: 'out-of-patience' };
  return { kind: 'wait', ms: waitMs };
}

const refused = { kind: 'give-up', reason: 'refused' } as const;

/** null: the same call would fail again. */
function waitAfter(error: unknown, failures: number): number | null {
  const doubling = (firstMs: number) => Math.min(firstMs * 2 ** (failures - 1), waitMsMax);
  if (isRateLimit(error)) return error.retryAfterMs ?? doubling(error.code === 230020 ? 500 : 1000);
  if (error instanceof FeishuUnreachable) return doubling(300);
  if (error instanceof FeishuApiError && error.status >= 500) return doubling(500);
  return null;
}
