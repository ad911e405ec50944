/**
 * Questions to the owner before a program runs. A question lives as long as the turn that waits for it; it is stored so that whoever
 * answers after a restart hears that it is void, instead of nothing.
 */
import type { Approval } from '../control/approvals.ts';
import type { Database } from '../store/database.ts';
import type { ApprovalDecision, ApprovalEnd } from './ends.ts';

export type ApprovalQuestion = {
  agentId: string;
  sessionKey: string;
  turnId: string;
  command: string;
  /** name of the person whose message led to it; empty for the owner */
  askedBy: string;
  timeoutMs: number;
  signal: AbortSignal;
};

export type ApprovalAnswer =
  | { kind: 'decided'; approval: Approval }
  /** it had ended before, as `approval.decided` says */
  | { kind: 'over'; approval: Approval }
  | { kind: 'unknown' };

export type Approvals = ReturnType<typeof createApprovals>;

type Row = {
  id: string;
  agent: string;
  session: string;
  command: string;
  asked_by: string;
  at: number;
  expires_at: number;
  decided: ApprovalEnd | null;
};

const pendingMax = 20;
const keptMs = 30 * 86_400_000;

export function createApprovals(room: {
  database: Database;
  now(): number;
  randomBytes(size: number): Uint8Array;
  /** told of every question and of its end */
  changed(approval: Approval): void;
}) {
  const { database, now } = room;
  const { sqlite } = database;
  const insert = sqlite.prepare(`INSERT INTO approvals VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)`);
  const find = sqlite.prepare(`SELECT * FROM approvals WHERE id = ?`);
  const open = sqlite.prepare(`SELECT * FROM approvals WHERE decided IS NULL ORDER BY at, id`);
  const decide = sqlite.prepare(
    `UPDATE approvals SET decided = ?, decided_at = ? WHERE id = ? AND decided IS NULL`,
  );
  const interrupt = sqlite.prepare(
    `UPDATE approvals SET decided = 'interrupted', decided_at = ? WHERE decided IS NULL`,
  );
  const prune = sqlite.prepare(`DELETE FROM approvals WHERE at < ?`);
  const waiting = new Map<string, (end: ApprovalEnd) => void>();
  // whoever waited for them ended with the last process
  const voided = (open.all() as Row[]).map(({ id }) => id);
  interrupt.run(now());
  prune.run(now() - keptMs);

  const read = (id: string): Approval | null => {
    const row = find.get(id) as Row | undefined;
    return row === undefined ? null : toApproval(row);
  };
  /** False when it had an end already. */
  const end = (id: string, how: ApprovalEnd): boolean => {
    if (database.transaction(() => decide.run(how, now(), id).changes) === 0) return false;
    waiting.get(id)?.(how);
    waiting.delete(id);
    const approval = read(id);
    if (approval !== null) room.changed(approval);
    return true;
  };
  const newId = (): string => {
    const id = Buffer.from(room.randomBytes(4)).toString('hex');
    return read(id) === null ? id : newId();
  };

  return {
    /**
     * Resolves with the end; null when too many wait already. Telling people of it is up to `tell`, which is called once.
     */
    async ask(question: ApprovalQuestion, tell: (approval: Approval) => void): Promise<ApprovalEnd | null> {
      const { agentId, sessionKey, turnId, command, askedBy, timeoutMs, signal } = question;
      signal.throwIfAborted();
      if (waiting.size >= pendingMax) return null;
      const id = newId();
      const at = now();
      database.transaction(() =>
        insert.run(id, agentId, sessionKey, turnId, command, askedBy, at, at + timeoutMs),
      );
      const ended = new Promise<ApprovalEnd>((resolve) => waiting.set(id, resolve));
      const timer = setTimeout(() => end(id, 'expired'), timeoutMs).unref();
      const abort = (): void => void end(id, signal.reason === 'shutdown' ? 'interrupted' : 'stopped');
      signal.addEventListener('abort', abort, { once: true });
      try {
        const approval = read(id)!;
        room.changed(approval);
        tell(approval);
        return await ended;
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
      }
    },
    answer(id: string, decision: ApprovalDecision): ApprovalAnswer {
      const before = read(id);
      if (before === null) return { kind: 'unknown' };
      if (!end(id, decision)) return { kind: 'over', approval: before };
      return { kind: 'decided', approval: read(id)! };
    },
    /** ids of those that the last process left open */
    voided,
    /** Those that wait, oldest first. */
    pending: (): Approval[] => (open.all() as Row[]).map(toApproval),
  };
}

function toApproval(row: Row): Approval {
  return {
    id: row.id,
    command: row.command,
    agentId: row.agent,
    sessionKey: row.session,
    askedBy: row.asked_by,
    at: new Date(row.at).toISOString(),
    expiresAt: new Date(row.expires_at).toISOString(),
    decided: row.decided,
  };
}
