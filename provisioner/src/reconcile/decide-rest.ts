/** What is decided of a computer that is not to run: without days, suspended, or to be removed. */
import { hold, well, type Decision } from './decision.ts';
import type { Facts } from './facts.ts';
import { hasLostVolume, volumeMissing } from './lost-volume.ts';

export function remove(facts: Facts): Decision {
  const reason = facts.wanted.reason as 'retention_over' | 'removal_asked';
  if (facts.seen.state !== 'absent') return { ...hold(facts, reason, 'destroy'), failures: 0, retryAt: null };
  return {
    ...hold(facts, reason, 'nothing'),
    phase: 'removed',
    phaseReason: reason,
    ...well,
    nextWakeAt: facts.wanted.next,
  };
}

export function rest(facts: Facts): Decision {
  const reason = facts.wanted.reason as 'expired' | 'no_days' | 'suspended';
  const runs = facts.seen.state === 'running' || facts.seen.state === 'starting';
  const lost = hasLostVolume(facts);
  return {
    ...hold(facts, lost ? 'volume_missing' : reason, runs ? 'stop' : 'nothing'),
    phase: reason === 'suspended' ? 'suspended' : 'expired',
    phaseReason: reason,
    ...well,
    ...(lost && { detail: volumeMissing }),
    nextWakeAt: facts.wanted.next,
  };
}
