/** What follows when something cannot be done, or cannot be seen: a pause that grows, and the reason for people. */
import { backoffMs } from './backoff.ts';
import { failed, hold, pause, type Decision } from './decision.ts';
import type { Facts } from './facts.ts';

/** Nothing is known, so nothing is done; an instance that ran is still called running. */
export function driverUnavailable(facts: Facts, message: string): Decision {
  const { phase } = facts.row;
  const shown = { phaseReason: 'driver_unavailable', detail: message } as const;
  return {
    ...tryLater(facts),
    ...(phase === 'running' && shown),
    ...((phase === 'provisioning' || phase === 'failed') && { ...shown, phase: 'failed' as const }),
  };
}

export function tryLater(facts: Facts): Decision {
  const failures = facts.row.failures + 1;
  return {
    ...hold(facts, 'driver_unavailable', 'nothing'),
    ...pause(facts, failures, backoffMs(failures)),
  };
}

export const startFailed = (facts: Facts, message: string, action: 'nothing' | 'stop'): Decision => {
  const failures = facts.row.failures + 1;
  return {
    ...failed(facts, 'start_failed', message),
    action,
    ...pause(facts, failures, backoffMs(failures)),
  };
};
