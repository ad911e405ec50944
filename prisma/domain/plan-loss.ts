import { availableDays, type Entitlement } from './available.ts';
import { DAY_MS } from './calendar.ts';
import { planProblem, type MembershipAnswer } from './payment.ts';
import type { Policy } from './policy.ts';

export interface PlanLossFacts {
  policy: Policy;
  entitlement: Entitlement;
  /** null = the user allows no check and bought no plan here */
  membership: MembershipAnswer | null;
  /** whether points paid, or an operator gave, each granted day, the newest last; negative entries are left out */
  kept: readonly boolean[];
}

export type PlanLossDecision =
  | { kind: 'stop'; days: number; expiresBefore: Date; expiresAfter: Date }
  /**
   * `finishes`: the policy lets granted days finish. `member`: the plan pays. `unsure`: nobody said definitely that there is
   * no plan. `over`: nothing runs. `paid`: what is left was not given for the plan
   */
  | { kind: 'keep'; because: 'finishes' | 'member' | 'unsure' | 'over' | 'paid' };

/**
 * Ends an entitlement whose plan is lost, where the policy says so. Only on a definite answer. Days that points paid or an
 * operator gave stay: they are counted as the last to be used up.
 */
export function decidePlanLoss(facts: PlanLossFacts, now: Date): PlanLossDecision {
  const { policy, entitlement, membership, kept } = facts;
  const { expiresAt } = entitlement;
  const available = availableDays(entitlement, now);
  if (policy.onPlanLoss === 'finish') return { kind: 'keep', because: 'finishes' };
  if (!expiresAt || available === 0) return { kind: 'keep', because: 'over' };
  if (!membership || membership.kind === 'unavailable') return { kind: 'keep', because: 'unsure' };
  if (!planProblem(policy, membership, now)) return { kind: 'keep', because: 'member' };
  const last = kept.slice(-available);
  const paid = last.filter(Boolean).length;
  if (paid >= available) return { kind: 'keep', because: 'paid' };
  const left = expiresAt.getTime() - now.getTime();
  const after = Math.min(left, paid * DAY_MS);
  return {
    kind: 'stop',
    days: Math.min(available - paid, entitlement.grantedDays),
    expiresBefore: expiresAt,
    expiresAfter: new Date(now.getTime() + after),
  };
}
