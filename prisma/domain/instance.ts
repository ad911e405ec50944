import type { Entitlement } from './available.ts';

/** Where an instance is in its life, as people see it. */
export const phases = ['provisioning', 'running', 'expired', 'suspended', 'failed', 'removed'] as const;
export type Phase = (typeof phases)[number];

/** Why the phase is what it is. */
export const phaseReasons = [
  // provisioning
  'claimed',
  'starting',
  'restarting',
  'renewed',
  'no_room',
  // also while it is expired or suspended
  'moving',
  // running
  'ready',
  'not_ready',
  // expired
  'expired',
  'no_days',
  // suspended
  'suspended',
  // failed
  'start_failed',
  'crashed',
  'app_in_use',
  'config_rejected',
  'driver_unavailable',
  'move_failed',
  // removed
  'retention_over',
  'removal_asked',
] as const;
export type PhaseReason = (typeof phaseReasons)[number];

/** An entitlement with the ends of its campaign. */
export interface RunFacts extends Pick<Entitlement, 'grantedDays' | 'startedAt' | 'expiresAt'> {
  endOfUse: Date;
  endOfRetention: Date;
}

export interface InstanceFacts {
  entitlements: RunFacts[];
  suspendedAt: Date | null;
  /** from when its user or an operator wants it gone; null = nobody does */
  removalAt: Date | null;
}

/** What an instance should be now. `next`: when time alone will change that; null = never. */
export type Wanted = (
  | { state: 'running'; reason: 'entitled' | 'first_run' }
  | { state: 'stopped'; reason: 'expired' | 'no_days' | 'suspended' }
  /** the volume goes too */
  | { state: 'removed'; reason: 'retention_over' | 'removal_asked' }
) & { next: Date | null };

/**
 * An instance runs while any entitlement of its user does, keeps its data until the last campaign's retention is
 * over, and is then removed.
 */
export function wantedState(facts: InstanceFacts, now: Date): Wanted {
  const wanted = wantedAt(facts, now);
  const next = boundaries(facts)
    .filter((at) => at > now)
    .sort((a, b) => a.getTime() - b.getTime())
    .find((at) => {
      const then = wantedAt(facts, at);
      return then.state !== wanted.state || then.reason !== wanted.reason;
    });
  return { ...wanted, next: next ?? null };
}

function wantedAt({ entitlements, suspendedAt, removalAt }: InstanceFacts, at: Date) {
  if (removalAt && at >= removalAt) return { state: 'removed', reason: 'removal_asked' } as const;
  const entitled = entitlements.some(({ expiresAt }) => expiresAt && at < expiresAt);
  const waiting = entitlements.some((one) => waits(one) && at < one.endOfUse);
  if (!entitled && !waiting && entitlements.length > 0) {
    const kept = entitlements.some(({ endOfRetention }) => at < endOfRetention);
    if (!kept) return { state: 'removed', reason: 'retention_over' } as const;
  }
  if (suspendedAt) return { state: 'stopped', reason: 'suspended' } as const;
  if (entitled) return { state: 'running', reason: 'entitled' } as const;
  if (waiting) return { state: 'running', reason: 'first_run' } as const;
  const started = entitlements.some((one) => one.startedAt);
  return { state: 'stopped', reason: started ? 'expired' : 'no_days' } as const;
}

/** Days were granted and wait for the first run. */
const waits = ({ startedAt, grantedDays }: RunFacts) => !startedAt && grantedDays > 0;

const boundaries = ({ entitlements, removalAt }: InstanceFacts) => [
  ...(removalAt ? [removalAt] : []),
  ...entitlements.flatMap(({ expiresAt, endOfUse, endOfRetention }) => [
    ...(expiresAt ? [expiresAt] : []),
    endOfUse,
    endOfRetention,
  ]),
];
