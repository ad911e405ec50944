import type { ExecAsk, ExecSecurity } from './schema/exec-modes.ts';
import type { OpenClawFile } from './openclaw-schema.ts';
import type { RockpoolFile } from './rockpool-schema.ts';

export type ApprovalSettings = {
  /** null: by who asks and where, see `execPolicy` */
  security: ExecSecurity | null;
  ask: ExecAsk | null;
  askTimeoutMs: number;
  /** whether sessions may skip approvals */
  elevated: boolean;
};

const askTimeoutMs = 300_000;

/** `rockpool.json` wins: it is the platform's. What either denies stays denied. */
export function readApprovals(openclaw: OpenClawFile, rockpool: RockpoolFile): ApprovalSettings {
  const [theirs, ours] = [openclaw.tools?.exec, rockpool.exec];
  const isDenied = theirs?.security === 'deny' || ours?.security === 'deny';
  return {
    security: isDenied ? 'deny' : (ours?.security ?? theirs?.security ?? null),
    ask: ours?.ask ?? theirs?.ask ?? null,
    askTimeoutMs: ours?.askTimeoutMs ?? theirs?.askTimeoutMs ?? askTimeoutMs,
    elevated: openclaw.tools?.elevated?.enabled !== false,
  };
}
