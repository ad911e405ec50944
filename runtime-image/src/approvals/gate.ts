/** What a tool that runs programs asks first. */
import type { ToolContext } from '../agent/tool.ts';
import type { Approval } from '../control/approvals.ts';
import type { GatewayConfig } from '../config/settings.ts';
import type { SessionSettings } from '../store/session-settings.ts';
import type { Approvals } from './approvals.ts';
import { decideExec, execPolicy, type ExecRefusal } from './decide.ts';
import type { ExecAllowed } from './exec-allowed.ts';

/** Null: it may run. Else why not. Waits for a person where one is asked; throws the abort of the turn. */
export type ExecGate = (command: string, context: ToolContext) => Promise<ExecRefusal | null>;

export function createExecGate(room: {
  config(): Pick<GatewayConfig, 'approvals'>;
  /** of the session whose people asked for it */
  settingsOf(context: ToolContext): SessionSettings;
  allowed: ExecAllowed;
  approvals: Approvals;
  /** puts the question, and what became of it, before people */
  tell(approval: Approval, context: ToolContext): void;
}): ExecGate {
  const { allowed, approvals } = room;
  return async (command, context) => {
    const { agentId, sessionKey, turnId, message, byOwner, signal } = context;
    const configured = room.config().approvals;
    const policy = execPolicy({
      configured,
      byOwner,
      session: room.settingsOf(context),
      place: message.chat.kind,
    });
    const decision = decideExec({
      policy,
      command,
      allowed: policy.security === 'full' ? [] : allowed.list(agentId),
    });
    if (decision.kind === 'run') return null;
    if (decision.kind === 'deny') return decision.reason;
    const askedBy = byOwner ? '' : message.sender.name || message.sender.id;
    const end = await approvals.ask(
      { agentId, sessionKey, turnId, command, askedBy, timeoutMs: configured.askTimeoutMs, signal },
      (approval) => room.tell(approval, context),
    );
    signal.throwIfAborted();
    if (end === 'allow-once' || end === 'allow-always') return null;
    return end === null ? 'too_many' : end === 'expired' ? 'expired' : 'denied';
  };
}
