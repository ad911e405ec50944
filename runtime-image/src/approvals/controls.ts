/** What commands see and do of approvals, for one session. */
import type { Approval } from '../control/approvals.ts';
import type { GatewayConfig } from '../config/settings.ts';
import type { SessionSettings } from '../store/session-settings.ts';
import { answerApproval, type AnswerResult } from './answer.ts';
import type { ApprovalDecision } from './ends.ts';
import { execPolicy, type ExecPolicy } from './decide.ts';
import type { ApprovalRoom } from './open.ts';
import type { ExecAllowance } from './shell-words.ts';

export type ApprovalControls = {
  pending(): Approval[];
  answer(id: string, decision: ApprovalDecision): AnswerResult;
  /** what holds for a message of this sender here */
  policy(settings: SessionSettings): ExecPolicy;
  /** of the configuration; null: left open */
  configured: GatewayConfig['approvals'];
  allowed(): ExecAllowance[];
  /** False when the list is full. */
  allow(allowance: ExecAllowance): boolean;
  /** False when there was no such entry. */
  forget(pattern: string): boolean;
};

export function approvalControls(
  room: ApprovalRoom,
  configured: GatewayConfig['approvals'],
  asked: { agentId: string; byOwner: boolean; place: 'direct' | 'group' },
): ApprovalControls {
  const { agentId, byOwner, place } = asked;
  return {
    pending: () => room.approvals.pending(),
    answer: (id, decision) => answerApproval(room, id, decision),
    policy: (session) => execPolicy({ configured, session, byOwner, place }),
    configured,
    allowed: () => room.allowed.list(agentId),
    allow: (allowance) => room.allowed.add(agentId, allowance),
    forget: (pattern) => room.allowed.remove(agentId, pattern),
  };
}
