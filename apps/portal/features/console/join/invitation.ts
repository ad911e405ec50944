import { writeAudit, type Actor } from '@rockpool/db/audit/write';
import type { Db } from '@rockpool/db/client';
import { judgePassword, type PasswordProblem } from '@rockpool/db/domain/password';
import { isRole, type Role } from '@rockpool/db/domain/roles';
import { inTransaction } from '@rockpool/db/ledger/connection';
import { hashInvite } from '@rockpool/db/operations/staff';
import type { KeyRing } from '@rockpool/db/secrets';
import { judgeTotp } from '../second-factor/offer-totp.ts';
import { hashRecoveryCode, newRecoveryCodes } from '../second-factor/recovery-codes.ts';
import { hashPassword } from '../sign-in/password.ts';
import { completeStaffSession, insertStaffSession, type Origin } from '../staff-session.ts';

export interface Invitation {
  staffId: string;
  email: string;
  role: Role;
}

/** Whom a link invites, null when it holds no longer: used, replaced, run out, made up. */
export async function readInvitation(db: Db, token: string): Promise<Invitation | null> {
  const [row] = await db.$queryRaw<{ id: string; email: string; role: string }[]>`
    SELECT id, email, role FROM staff
    WHERE invite_hash = ${hashInvite(token)} AND invite_expires_at > app_now() AND disabled_at IS NULL`;
  return row && isRole(row.role) ? { staffId: row.id, email: row.email, role: row.role } : null;
}

export type JoinResult =
  /** `recoveryCodes` are told once; the session is open with both factors */
  | { kind: 'joined'; recoveryCodes: string[]; token: string }
  | { kind: 'link_over' }
  | { kind: 'weak_password'; problem: PasswordProblem }
  | { kind: 'wrong_code' };

/** Accepts an invitation, once: of two who send the same link, one joins. */
export async function acceptInvitation(
  db: Db,
  ring: KeyRing,
  given: { token: string; password: string; sealed: string; code: string; realNowMs: number; from: Origin },
): Promise<JoinResult> {
  const invitation = await readInvitation(db, given.token);
  if (!invitation) return { kind: 'link_over' };
  const { staffId, email, role } = invitation;
  const password = judgePassword(given.password, email);
  if (password.kind === 'refused') return { kind: 'weak_password', problem: password.problem };
  const totp = judgeTotp(ring, { ...given, staffId });
  if (totp.kind === 'wrong_code') return totp;
  const recoveryCodes = newRecoveryCodes();
  const passwordHash = await hashPassword(given.password);
  return inTransaction(db, async (connection) => {
    const { rowCount } = await connection.query(accept, [
      staffId,
      hashInvite(given.token),
      passwordHash,
      given.sealed,
      totp.step,
      recoveryCodes.map((code) => hashRecoveryCode(staffId, code)),
    ]);
    if (rowCount !== 1) return { kind: 'link_over' };
    const session = await insertStaffSession(connection, staffId, given.from);
    const token = (await completeStaffSession(connection, session.id))!;
    const actor: Actor = { kind: 'staff', id: staffId, name: email, role, address: given.from.address };
    await writeAudit(connection, actor, { action: 'staff.join', subject: { kind: 'staff', id: staffId } });
    return { kind: 'joined', recoveryCodes, token };
  });
}

const accept = `
  update staff set password_hash = $3, totp_sealed = $4, totp_last_step = $5, recovery_hashes = $6,
    invite_hash = null, invite_expires_at = null
  where id = $1 and invite_hash = $2 and invite_expires_at > app_now() and disabled_at is null`;
