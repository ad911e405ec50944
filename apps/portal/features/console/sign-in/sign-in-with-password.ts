import type { Db } from '@rockpool/db/client';
import { normalEmail } from '@rockpool/db/operations/staff';
import { forgetLimit, limit } from '../../limits/limit.ts';
import { openStaffSession, type Origin } from '../staff-session.ts';
import { hashPassword, needsRehash, verifyPassword } from './password.ts';

export type PasswordResult =
  /** the first factor was shown; `token` opens nothing but the page of the second */
  | { kind: 'first_factor'; token: string }
  /** one answer for an unknown address, a wrong password and an account that is not open */
  | { kind: 'refused' }
  | { kind: 'too_many'; retryAfterSeconds: number };

/** Counts before it compares, and compares also where there is nothing to compare with. */
export async function signInWithPassword(
  db: Db,
  given: { email: string; password: string },
  from: Origin,
): Promise<PasswordResult> {
  const email = normalEmail(given.email);
  const verdicts = [
    await limit(db, 'staff.sign-in.address', from.address),
    await limit(db, 'staff.sign-in.account', email),
  ];
  const waits = verdicts.flatMap((verdict) => (verdict.ok ? [] : [verdict.retryAfterSeconds]));
  if (waits.length > 0) return { kind: 'too_many', retryAfterSeconds: Math.max(...waits) };

  const member = await db.staff.findUnique({ where: { email } });
  const fits = await verifyPassword(given.password, member?.passwordHash ?? null);
  if (!member || !fits || member.disabledAt || member.inviteHash) return { kind: 'refused' };

  await forgetLimit(db, 'staff.sign-in.account', email);
  if (needsRehash(member.passwordHash!))
    await db.staff.updateMany({
      where: { id: member.id, passwordHash: member.passwordHash },
      data: { passwordHash: await hashPassword(given.password) },
    });
  return { kind: 'first_factor', token: await openStaffSession(db, member.id, from) };
}
