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
  const account = await accountKey(db, email, from.address);
  const verdicts = [
    await limit(db, 'staff.sign-in.address', from.address),
    await limit(db, 'staff.sign-in.account', account),
  ];
  const waits = verdicts.flatMap((verdict) => (verdict.ok ? [] : [verdict.retryAfterSeconds]));
  if (waits.length > 0) return { kind: 'too_many', retryAfterSeconds: Math.max(...waits) };

  const member = await db.staff.findUnique({ where: { email } });
  const fits = await verifyPassword(given.password, member?.passwordHash ?? null);
  if (!member || !fits || member.disabledAt || member.inviteHash) return { kind: 'refused' };

  await forgetLimit(db, 'staff.sign-in.account', account);
  if (needsRehash(member.passwordHash!))
    await db.staff.updateMany({
      where: { id: member.id, passwordHash: member.passwordHash },
      data: { passwordHash: await hashPassword(given.password) },
    });
  return { kind: 'first_factor', token: await openStaffSession(db, member.id, from) };
}

/**
 * What tries of a password are counted by. An address that the member has come in from lately is counted apart, so that
 * strangers who use up the account's tries lock nobody out of it there.
 */
async function accountKey(db: Db, email: string, address: string): Promise<string> {
  const { rowCount } = await db.pool.query(knownAddress, [email, address]);
  // in capitals, which no typed address has by now
  return rowCount ? `KNOWN ${email} ${address}` : email;
}

const knownAddress = `
  select from staff_sessions s join staff f on f.id = s.staff_id
  where f.email = $1 and s.address = $2 and s.address <> '' and s.second_factor_at is not null
    and s.created_at > app_now() - interval '30 days' limit 1`;
