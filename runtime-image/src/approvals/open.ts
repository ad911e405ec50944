/** The room of approvals, put together. */
import { createApprovals } from './approvals.ts';
import { createExecAllowed } from './exec-allowed.ts';
import { askingSession, type StartedRun } from './asking-session.ts';
import { createExecGate, type ExecGate } from './gate.ts';
import { createApprovalTeller } from './teller.ts';
import type { OpenChannels } from '../channels/accounts.ts';
import type { GatewayConfig } from '../config/settings.ts';
import type { Approval } from '../control/approvals.ts';
import type { Logger } from '../logger.ts';
import type { Database } from '../store/database.ts';
import type { Transcripts } from '../store/transcripts.ts';

export type ApprovalRoom = ReturnType<typeof openApprovals>;

export function openApprovals(room: {
  database: Database;
  transcripts: Pick<Transcripts, 'findSession'>;
  channels: Pick<OpenChannels, 'find' | 'all'>;
  config(): GatewayConfig;
  ownerOf(channel: string, accountId: string): string | null;
  /** the subagent's run that a message of the gateway's own belongs to */
  runOf(messageId: string): StartedRun | null;
  /** told of every question and of its end */
  changed(approval: Approval): void;
  logger: Logger;
  now(): number;
  randomBytes(size: number): Uint8Array;
}) {
  const { database, now } = room;
  const teller = createApprovalTeller(room);
  const approvals = createApprovals({
    database,
    now,
    randomBytes: room.randomBytes,
    changed(approval) {
      teller.ended(approval);
      room.changed(approval);
    },
  });
  const allowed = createExecAllowed(database, now);
  const gate: ExecGate = createExecGate({
    config: room.config,
    settingsOf: (context) => room.transcripts.findSession(askingSession(context, room.runOf))?.settings ?? {},
    allowed,
    approvals,
    tell: (approval, context) => teller.ask(approval, context),
  });
  return {
    approvals,
    allowed,
    gate,
    /** Called when the channels are open. */
    channelsOpened: (): void => teller.voided(approvals.voided.splice(0)),
  };
}
