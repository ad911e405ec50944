import { writeAudit, type Actor } from '@rockpool/db/audit/write';
import type { Db } from '@rockpool/db/client';
import { inTransaction } from '@rockpool/db/ledger/connection';
import type { KeyRing } from '@rockpool/db/secrets';
import { limit } from '../../limits/limit.ts';
import { completeStaffSession, type StaffMember } from '../staff-session.ts';
import { judgeTotp } from './offer-totp.ts';
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes.ts';

export type EnrolResult =
  /** `recoveryCodes` are told once; the ones before are worthless. `token` takes the place of the one before. */
  | { kind: 'enrolled'; recoveryCodes: string[]; token: string }
  | { kind: 'wrong_code' }
  /** one factor alone does not replace the other */
  | { kind: 'not_allowed' }
  | { kind: 'too_many'; retryAfterSeconds: number };

/**
 * Takes a new authenticator app. Who has shown both factors may replace theirs; who has shown one may add the second
 * only where there is none yet, which is so after the first sign-in by an identity provider.
 */
export async function enrolTotp(
  db: Db,
  ring: KeyRing,
  given: { staff: StaffMember; actor: Actor; sealed: string; code: string; realNowMs: number },
): Promise<EnrolResult> {
  const { staff, actor } = given;
  const verdict = await limit(db, 'staff.second-factor', staff.id);
  if (!verdict.ok) return { kind: 'too_many', retryAfterSeconds: verdict.retryAfterSeconds };
  const totp = judgeTotp(ring, { ...given, staffId: staff.id });
  if (totp.kind === 'wrong_code') return totp;
  const recoveryCodes = newRecoveryCodes();
  return inTransaction(db, async (connection) => {
    const { rowCount } = await connection.query(enrol, [
      staff.id,
      given.sealed,
      totp.step,
      recoveryCodes.map((code) => hashRecoveryCode(staff.id, code)),
      staff.complete,
    ]);
    if (rowCount !== 1) return { kind: 'not_allowed' };
    const token = await completeStaffSession(connection, staff.sessionId);
    if (!token) throw new Error('the session ended while its second factor was made');
    await writeAudit(connection, actor, {
      action: 'staff.second-factor',
      subject: { kind: 'staff', id: staff.id },
    });
    return { kind: 'enrolled', recoveryCodes, token };
  });
}

const enrol = `
  update staff set totp_sealed = $2, totp_last_step = $3, recovery_hashes = $4
  where id = $1 and disabled_at is null and ($5::boolean or totp_sealed is null)`;
