import type { Db, Tx } from '@rockpool/db/client';
import { parsePhone } from '@rockpool/db/domain/phone';

/** An account at the operator's identity provider, as its signed answer says. */
export interface ProvenIdentity {
  /** the issuer */
  provider: string;
  subject: string;
  /** E.164 or as typed, verified by the provider; null when it says none or has not verified it */
  phone: string | null;
}

export type IdentityResult =
  | { kind: 'signed_in'; userId: string; sessionId: string }
  /** nobody is linked yet, and the provider knows no number: it is to be verified here */
  | { kind: 'phone_needed' }
  /** the number's account is linked to another identity of this provider already */
  | { kind: 'identity_conflict' };

/** Opens a session for who is linked, or for whose verified number makes or finds a user. */
export async function signInWithIdentity(
  db: Db,
  identity: ProvenIdentity,
  userAgent: string,
): Promise<IdentityResult> {
  const { provider, subject } = identity;
  return db.$transaction(async (tx) => {
    const known = await tx.identity.findUnique({ where: { provider_subject: { provider, subject } } });
    if (known) return open(tx, known.userId, userAgent);
    const phone = identity.phone === null ? null : parsePhone(identity.phone);
    if (phone?.kind !== 'phone') return { kind: 'phone_needed' };
    const user = await tx.user.upsert({
      where: { phone: phone.e164 },
      create: { phone: phone.e164 },
      update: {},
      select: { id: true },
    });
    const linked = await linkIdentity(tx, user.id, identity);
    return linked === 'conflict' ? { kind: 'identity_conflict' } : open(tx, user.id, userAgent);
  });
}

/**
 * Links an identity to who has proved the number of this account. Linked already is fine; an account that has another
 * identity of the same provider, or an identity of somebody else, stays as it is. `gone`: the account was deleted meanwhile, and
 * nothing is linked, so that the identity is free for the account that comes next.
 */
export async function linkIdentity(
  tx: Tx,
  userId: string,
  { provider, subject }: Pick<ProvenIdentity, 'provider' | 'subject'>,
): Promise<'linked' | 'conflict' | 'gone'> {
  // one at a time for a user: two identities at once must not both find none
  const stands =
    await tx.$executeRaw`SELECT 1 FROM users WHERE id = ${userId}::uuid AND deleted_at IS NULL FOR UPDATE`;
  if (stands === 0) return 'gone';
  const others = await tx.identity.count({ where: { userId, provider, subject: { not: subject } } });
  if (others > 0) return 'conflict';
  await tx.$executeRaw`
    INSERT INTO identities (provider, subject, user_id) VALUES (${provider}, ${subject}, ${userId}::uuid)
    ON CONFLICT DO NOTHING`;
  const row = await tx.identity.findUniqueOrThrow({ where: { provider_subject: { provider, subject } } });
  return row.userId === userId ? 'linked' : 'conflict';
}

async function open(tx: Tx, userId: string, userAgent: string): Promise<IdentityResult> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO sessions (id, user_id, user_agent, expires_at)
    SELECT gen_random_uuid(), id, ${userAgent.slice(0, 400)}, app_now() + interval '30 days'
    FROM users WHERE id = ${userId}::uuid AND deleted_at IS NULL RETURNING id`;
  return row ? { kind: 'signed_in', userId, sessionId: row.id } : { kind: 'phone_needed' };
}
