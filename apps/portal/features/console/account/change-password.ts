import { writeAudit, type Actor } from '@rockpool/db/audit/write';
import type { Db } from '@rockpool/db/client';
import { judgePassword, type PasswordProblem } from '@rockpool/db/domain/password';
import { inTransaction } from '@rockpool/db/ledger/connection';
import { limit } from '../../limits/limit.ts';
import { hashPassword, verifyPassword } from '../sign-in/password.ts';
import type { StaffMember } from '../staff-session.ts';

export type ChangePasswordResult =
  | { kind: 'changed' }
  | { kind: 'wrong_password' }
  | { kind: 'weak_password'; problem: PasswordProblem }
  | { kind: 'too_many'; retryAfterSeconds: number };

/** Needs the password of before, and ends every other session of the member. */
export async function changePassword(
  db: Db,
  given: { staff: StaffMember; actor: Actor; before: string; after: string },
): Promise<ChangePasswordResult> {
  const { staff, actor } = given;
  const verdict = await limit(db, 'staff.sign-in.account', `CHANGE ${staff.id}`);
  if (!verdict.ok) return { kind: 'too_many', retryAfterSeconds: verdict.retryAfterSeconds };
  const password = judgePassword(given.after, staff.email);
  if (password.kind === 'refused') return { kind: 'weak_password', problem: password.problem };
  const { passwordHash } = await db.staff.findUniqueOrThrow({ where: { id: staff.id } });
  if (!(await verifyPassword(given.before, passwordHash))) return { kind: 'wrong_password' };
  const hash = await hashPassword(given.after);
  return inTransaction(db, async (connection) => {
    const { rowCount } = await connection.query(
      'update staff set password_hash = $2 where id = $1 and password_hash = $3',
      [staff.id, hash, passwordHash],
    );
    if (rowCount !== 1) return { kind: 'wrong_password' };
    await connection.query(
      'update staff_sessions set revoked_at = app_now() where staff_id = $1 and id <> $2 and revoked_at is null',
      [staff.id, staff.sessionId],
    );
    await writeAudit(connection, actor, {
      action: 'staff.password',
      subject: { kind: 'staff', id: staff.id },
    });
    return { kind: 'changed' };
  });
}
