/** What a failed call means for the next try. Pure. */
import type { Fault } from '../retry.ts';
import { FeishuApiError, FeishuUnreachable, isDeadToken, isRateLimit } from './api-error.ts';

export function faultOf(error: unknown): Fault {
  if (isDeadToken(error)) return { kind: 'dead-token' };
  if (isRateLimit(error)) {
    if (error.retryAfterMs !== null) return { kind: 'busy', waitMs: error.retryAfterMs };
    return { kind: 'passing', firstWaitMs: error.code === 230020 ? 500 : 1000 };
  }
  if (error instanceof FeishuUnreachable) return { kind: 'passing', firstWaitMs: 300 };
  if (error instanceof FeishuApiError && error.status >= 500) return { kind: 'passing', firstWaitMs: 500 };
  return { kind: 'final', reason: 'refused' };
}
