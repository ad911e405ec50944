import { log } from '../../log.ts';
import { portalMetrics } from '../metrics/metrics.ts';

/** A claim that failed, told without losing anything: asking again never claims twice. */
export function unavailable(error: unknown, userId?: string): { status: number; body: unknown } {
  portalMetrics().claims.inc({ result: 'unavailable' });
  log().error({ err: error, userId }, 'a claim failed');
  return { status: 503, body: { state: 'unavailable' } };
}
