import { writeAudit } from '@rockpool/db/audit/write';
import type { Db } from '@rockpool/db/client';
import { isRole } from '@rockpool/db/domain/roles';
import { inTransaction } from '@rockpool/db/ledger/connection';
import { normalEmail } from '@rockpool/db/operations/staff';
import { completeStaffSession, insertStaffSession, type Origin } from '../staff-session.ts';

export type StaffIdentityResult =
  /** `complete`: the provider's word for the second factor was enough */
  | { kind: 'signed_in'; token: string; complete: boolean }
  /** nobody invited this address, it is not verified, or the account is disabled */
  | { kind: 'refused' };

/**
 * Lets in who was invited by this address, which the provider must have verified; the first time is the acceptance of
 * the invitation. The second factor is asked for here unless `mfa` says that the provider saw one and is trusted.
 */
export async function signInStaffWithIdentity(
  db: Db,
  given: { email: string | null; mfa: boolean; from: Origin },
): Promise<StaffIdentityResult> {
  const { email, mfa, from } = given;
  if (email === null) return { kind: 'refused' };
  return inTransaction(db, async (connection) => {
    const { rows } = await connection.query<{ id: string; email: string; role: string; joined: boolean }>(
      find,
      [normalEmail(email)],
    );
    const [member] = rows;
    if (!member || !isRole(member.role)) return { kind: 'refused' };
    await connection.query(accept, [member.id]);
    const session = await insertStaffSession(connection, member.id, from);
    const token = mfa ? await completeStaffSession(connection, session.id) : session.token;
    if (!member.joined || mfa) {
      const actor = {
        kind: 'staff',
        id: member.id,
        name: member.email,
        role: member.role,
        address: from.address,
      } as const;
      const action = member.joined ? 'staff.sign-in-by-provider' : 'staff.join-by-provider';
      await writeAudit(connection, actor, { action, subject: { kind: 'staff', id: member.id } });
    }
    return { kind: 'signed_in', token: token!, complete: mfa };
  });
}

const find = `
  select id, email, role, invite_hash is null as joined from staff
  where email = $1 and disabled_at is null and (invite_hash is null or invite_expires_at > app_now()) for update`;
const accept = `update staff set invite_hash = null, invite_expires_at = null where id = $1`;
