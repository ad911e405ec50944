import type { Holding } from './campaign-edit.ts';
import type { Tier } from './plan.ts';
import type { Policy } from './policy.ts';

/**
 * What an allowed edit takes from people who count on it, each with its fact. `people`: holders of the campaign, or those who
 * wait for it. An editor confirms each by its reason.
 */
export type EditWarning =
  /** these plans no longer pay; their holders need points to renew */
  | { reason: 'tiers_removed'; people: number; tiers: Tier[] }
  | { reason: 'points_raised'; people: number; before: Price; after: Price }
  /** who has no plan cannot renew any more */
  | { reason: 'points_removed'; people: number }
  | { reason: 'bank_lowered'; people: number; before: number; after: number }
  | { reason: 'total_lowered'; people: number; before: number; after: number }
  | { reason: 'end_earlier'; people: number; before: string; after: string }
  /** days that were granted end once the plan is lost */
  | { reason: 'plan_loss_stops'; people: number }
  | { reason: 'claims_end_earlier'; people: number; before: string; after: string }
  /** who has no code cannot claim any more; `people` wait in the line */
  | { reason: 'invitation_needed'; people: number }
  | { reason: 'waiting_list_closed'; people: number };
export type WarningReason = EditWarning['reason'];
export const warningReasons = [
  'tiers_removed',
  'points_raised',
  'points_removed',
  'bank_lowered',
  'total_lowered',
  'end_earlier',
  'plan_loss_stops',
  'claims_end_earlier',
  'invitation_needed',
  'waiting_list_closed',
] as const satisfies WarningReason[];

type Price = { claim: number; day: number };

export function editWarnings(
  before: Policy,
  after: Policy,
  { holdings, waiting }: { holdings: readonly Holding[]; waiting: number },
): EditWarning[] {
  const people = holdings.reduce((sum, holding) => sum + holding.people, 0);
  const warnings: EditWarning[] = [];
  const tiers = before.tiers.filter((tier) => !after.tiers.includes(tier));
  if (tiers.length > 0) warnings.push({ reason: 'tiers_removed', people, tiers });
  if (before.points && !after.points) warnings.push({ reason: 'points_removed', people });
  if (before.points && after.points && isDearer(before.points, after.points))
    warnings.push({ reason: 'points_raised', people, before: before.points, after: after.points });
  const lowered = (
    reason: 'bank_lowered' | 'total_lowered' | 'end_earlier' | 'claims_end_earlier',
    key: 'bankDaysMax' | 'totalDaysMax' | 'lastDayOfUse' | 'claimLastDay',
  ) => {
    const values = { before: before[key], after: after[key] };
    if (values.after < values.before) warnings.push({ reason, people, ...values } as EditWarning);
  };
  lowered('bank_lowered', 'bankDaysMax');
  lowered('total_lowered', 'totalDaysMax');
  lowered('end_earlier', 'lastDayOfUse');
  lowered('claims_end_earlier', 'claimLastDay');
  if (before.onPlanLoss === 'finish' && after.onPlanLoss === 'stop')
    warnings.push({ reason: 'plan_loss_stops', people });
  if (before.entry === 'open' && after.entry === 'invitation')
    warnings.push({ reason: 'invitation_needed', people: waiting });
  if (before.waitingList && !after.waitingList && waiting > 0)
    warnings.push({ reason: 'waiting_list_closed', people: waiting });
  return warnings;
}

const isDearer = (before: Price, after: Price) => after.claim > before.claim || after.day > before.day;
