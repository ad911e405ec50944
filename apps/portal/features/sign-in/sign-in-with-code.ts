import type { Db } from '@rockpool/db/client';
import { parsePhone } from '@rockpool/db/domain/phone';
import { hashCode, sameHash } from './code.ts';
import type { SignInRefusal } from './refusals.ts';

export type SignInResult =
  { ok: true; userId: string; sessionId: string } | { ok: false; refusal: SignInRefusal };

/**
 * Checks a code and opens a session; the first sign-in of a number makes its user. Each call costs one of the code's
 * attempts before it is compared, in one statement, so that parallel guesses never get a sixth. A code opens one
 * session, however often it is sent.
 */
export async function signInWithCode(
  db: Db,
  secret: string,
  given: { phone: string; code: string; userAgent: string },
): Promise<SignInResult> {
  const parsed = parsePhone(given.phone);
  if (parsed.kind === 'invalid') return { ok: false, refusal: 'no_code' };
  const phone = parsed.e164;
  const code = given.code.replace(/\D/g, '');

  const attempt = await spendAttempt(db, phone);
  if (attempt === 'none') return { ok: false, refusal: 'no_code' };
  if (attempt === 'spent') return { ok: false, refusal: 'no_attempts' };
  if (!sameHash(attempt.codeHash, hashCode(secret, phone, code)))
    return { ok: false, refusal: attempt.attemptsLeft === 0 ? 'no_attempts' : 'wrong_code' };

  return db.$transaction(async (tx) => {
    const used = await tx.$executeRaw`
      UPDATE sign_in_codes SET used_at = app_now() WHERE id = ${attempt.id}::uuid AND used_at IS NULL`;
    if (used === 0) return { ok: false, refusal: 'no_code' } as const;
    const user = await tx.user.upsert({
      where: { phone },
      create: { phone },
      update: {},
      select: { id: true },
    });
    const [clock] = await tx.$queryRaw<{ expires: Date }[]>`SELECT app_now() + interval '30 days' AS expires`;
    const session = await tx.session.create({
      data: { userId: user.id, userAgent: given.userAgent.slice(0, 400), expiresAt: clock!.expires },
      select: { id: true },
    });
    return { ok: true, userId: user.id, sessionId: session.id } as const;
  });
}

/** The newest code of a number is the only one that counts. */
export async function spendAttempt(
  db: Db,
  phone: string,
): Promise<{ id: string; codeHash: string; attemptsLeft: number } | 'none' | 'spent'> {
  const newest = await db.signInCode.findFirst({
    where: { phone },
    orderBy: { id: 'desc' },
    select: { id: true },
  });
  if (!newest) return 'none';
  const [row] = await db.$queryRaw<{ code_hash: string; attempts_left: number }[]>`
    UPDATE sign_in_codes SET attempts_left = attempts_left - 1
    WHERE id = ${newest.id}::uuid AND used_at IS NULL AND expires_at > app_now() AND attempts_left > 0
    RETURNING code_hash, attempts_left`;
  if (row) return { id: newest.id, codeHash: row.code_hash, attemptsLeft: row.attempts_left };
  const spent = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM sign_in_codes
    WHERE id = ${newest.id}::uuid AND used_at IS NULL AND expires_at > app_now() AND attempts_left <= 0`;
  return spent.length > 0 ? 'spent' : 'none';
}
