import type { Db } from '@rockpool/db/client';
import { hashCode, sameHash } from './code.ts';
import type { SignInRefusal } from './refusals.ts';
import { spendAttempt } from './sign-in-with-code.ts';

/** Uses a one-time code up without signing in: null when whoever typed it holds the number in their hand. */
export async function provePhone(
  db: Db,
  secret: string,
  given: { phone: string; code: string },
): Promise<SignInRefusal | null> {
  const attempt = await spendAttempt(db, given.phone);
  if (attempt === 'none') return 'no_code';
  if (attempt === 'spent') return 'no_attempts';
  const code = given.code.replace(/\D/g, '');
  if (!sameHash(attempt.codeHash, hashCode(secret, given.phone, code)))
    return attempt.attemptsLeft === 0 ? 'no_attempts' : 'wrong_code';
  const used = await db.$executeRaw`
    UPDATE sign_in_codes SET used_at = app_now() WHERE id = ${attempt.id}::uuid AND used_at IS NULL`;
  return used === 0 ? 'no_code' : null;
}
