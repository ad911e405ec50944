/** What to do after a failed call. Pure: the caller tells how often and how long it has tried. */
import { DingtalkApiError, DingtalkUnreachable, isDeadToken, isRateLimit } from './api-error.ts';

export type Tries = {
  /** failures so far, this one included */
  failures: number;
  elapsedMs: number;
  /** how long the caller wants to go on; 0 asks for one try */
  patienceMs: number;
  /** a fresh token was already fetched for this call */
  tokenRenewed: boolean;
  /** doing it twice is no harm. A message has no key by which the platform would know it again. */
  repeatable: boolean;
};

export type NextStep =
  | { kind: 'renew-token' }
  | { kind: 'wait'; ms: number }
  | { kind: 'give-up'; reason: 'refused' | 'out-of-patience' | 'unclear' };

const waitMsMax = 10_000;

export function nextStep(error: unknown, tries: Tries): NextStep {
  if (isDeadToken(error)) return tries.tokenRenewed ? refused : { kind: 'renew-token' };
  const isPassing = error instanceof DingtalkUnreachable || isRateLimit(error) || isServerError(error);
  if (!isPassing) return refused;
  const mayHaveArrived =
    isServerError(error) || (error instanceof DingtalkUnreachable && error.mayHaveArrived);
  if (mayHaveArrived && !tries.repeatable) return { kind: 'give-up', reason: 'unclear' };
  const ms = Math.min((isRateLimit(error) ? 1000 : 300) * 2 ** (tries.failures - 1), waitMsMax);
  if (tries.elapsedMs + ms > tries.patienceMs) return { kind: 'give-up', reason: 'out-of-patience' };
  return { kind: 'wait', ms };
}

const refused = { kind: 'give-up', reason: 'refused' } as const;

const isServerError = (error: unknown): boolean => error instanceof DingtalkApiError && error.status >= 500;
