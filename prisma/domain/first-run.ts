import { extend, type Entitlement } from './available.ts';
import { endOfUse, type Policy } from './policy.ts';

/** The instance runs for the first time: the days that waited begin. Null = nothing to begin. */
export function decideFirstRun(
  { policy, entitlement }: { policy: Policy; entitlement: Entitlement },
  now: Date,
): { startedAt: Date; expiresAt: Date } | null {
  if (entitlement.startedAt || entitlement.grantedDays === 0) return null;
  const end = endOfUse(policy);
  if (now >= end) return null;
  return { startedAt: now, expiresAt: extend(now, entitlement.grantedDays, end, now) };
}
