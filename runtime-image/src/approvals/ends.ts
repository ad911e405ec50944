import type { approvalEnds } from '../control/approvals.ts';

/** what the owner may answer */
export const approvalDecisions = ['allow-once', 'allow-always', 'deny'] as const;
export type ApprovalDecision = (typeof approvalDecisions)[number];
/** how a question ends: answered, or not */
export type ApprovalEnd = (typeof approvalEnds)[number];
