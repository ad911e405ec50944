/** What a failed call means for the next try. Pure. */
import type { Fault } from '../retry.ts';
import { DingtalkApiError, DingtalkUnreachable, isDeadToken, isRateLimit } from './api-error.ts';

/** @param repeatable doing it twice is no harm. A message has no key by which the platform would know it again. */
export function faultOf(error: unknown, repeatable: boolean): Fault {
  if (isDeadToken(error)) return { kind: 'dead-token' };
  if (isRateLimit(error)) return { kind: 'passing', firstWaitMs: 1000 };
  if (isBroken(error) || error instanceof DingtalkUnreachable) {
    const mayHaveArrived = isBroken(error) || error.mayHaveArrived;
    if (repeatable || !mayHaveArrived) return { kind: 'passing', firstWaitMs: 300 };
    return { kind: 'final', reason: 'unclear' };
  }
  return { kind: 'final', reason: 'refused' };
}

const isBroken = (error: unknown): error is DingtalkApiError =>
  error instanceof DingtalkApiError && error.status >= 500;
