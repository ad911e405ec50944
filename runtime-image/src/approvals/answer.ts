import type { ApprovalAnswer, Approvals } from './approvals.ts';
import type { ApprovalDecision } from './ends.ts';
import type { ExecAllowed } from './exec-allowed.ts';
import { allowanceFor, type ExecAllowance } from './shell-words.ts';

export type AnswerResult = ApprovalAnswer & {
  /** what is allowed from now on; null: nothing more than before, as it was not asked for or the list is full */
  always: ExecAllowance | null;
};

/** The owner's answer, from a chat or the portal. */
export function answerApproval(
  { approvals, allowed }: { approvals: Approvals; allowed: ExecAllowed },
  id: string,
  decision: ApprovalDecision,
): AnswerResult {
  const answer = approvals.answer(id, decision);
  if (answer.kind !== 'decided' || decision !== 'allow-always') return { ...answer, always: null };
  const always = allowanceFor(answer.approval.command);
  return { ...answer, always: allowed.add(answer.approval.agentId, always) ? always : null };
}
