import { writeAudit, type Actor } from '@rockpool/db/audit/write';
import type { Db } from '@rockpool/db/client';
import { inTransaction } from '@rockpool/db/ledger/connection';
import { unseal, type KeyRing } from '@rockpool/db/secrets';
import { limit } from '../../limits/limit.ts';
import { completeStaffSession, type StaffMember } from '../staff-session.ts';
import { hashRecoveryCode, looksLikeRecoveryCode } from './recovery-codes.ts';
import { totpStep } from './totp.ts';

export type SecondFactorResult =
  /** `token` takes the place of the one before; `recoveryLeft` is set when a recovery code was used */
  | { kind: 'complete'; token: string; recoveryLeft: number | null }
  /** does not fit now, or was used before */
  | { kind: 'wrong_code' }
  | { kind: 'too_many'; retryAfterSeconds: number };

/**
 * Takes a code of the authenticator app, or a recovery code, and opens the console to this session. A code holds once,
 * also when it is sent twice at the same moment. `realNowMs` is the machine's clock.
 */
export async function showSecondFactor(
  db: Db,
  ring: KeyRing,
  given: { staff: StaffMember; actor: Actor; code: string; realNowMs: number },
): Promise<SecondFactorResult> {
  const { staff, actor } = given;
  const verdict = await limit(db, 'staff.second-factor', staff.id);
  if (!verdict.ok) return { kind: 'too_many', retryAfterSeconds: verdict.retryAfterSeconds };
  const code = given.code.trim();
  const recovery = looksLikeRecoveryCode(code);
  return inTransaction(db, async (connection) => {
    const { rows } = recovery
      ? await connection.query<{ left: number }>(useRecoveryCode, [
          staff.id,
          hashRecoveryCode(staff.id, code),
        ])
      : await useTotp();
    const [used] = rows;
    if (!used) return { kind: 'wrong_code' };
    const token = await completeStaffSession(connection, staff.sessionId);
    if (!token) return { kind: 'wrong_code' };
    const recoveryLeft = recovery ? used.left : null;
    await writeAudit(connection, actor, {
      action: recovery ? 'staff.sign-in-by-recovery-code' : 'staff.sign-in',
      subject: { kind: 'staff', id: staff.id },
      ...(recovery && { after: { recoveryCodesLeft: used.left } }),
    });
    return { kind: 'complete', token, recoveryLeft };

    async function useTotp() {
      const found = await connection.query<{ sealed: string | null }>(
        'select totp_sealed as sealed from staff where id = $1',
        [staff.id],
      );
      const sealed = found.rows[0]?.sealed;
      const secret = sealed ? unseal(ring, sealed, { purpose: 'staff-totp', staffId: staff.id }) : null;
      const step = secret && totpStep(secret, code.replace(/\s/g, ''), given.realNowMs);
      if (!step) return { rows: [] };
      return connection.query<{ left: number }>(useStep, [staff.id, step]);
    }
  });
}

// both lock the row and look again: of two who send one code, one finds it used
const useStep = `
  update staff set totp_last_step = $2 where id = $1 and (totp_last_step is null or totp_last_step < $2)
  returning cardinality(recovery_hashes) as left`;
const useRecoveryCode = `
  update staff set recovery_hashes = array_remove(recovery_hashes, $2) where id = $1 and $2 = any (recovery_hashes)
  returning cardinality(recovery_hashes) as left`;
