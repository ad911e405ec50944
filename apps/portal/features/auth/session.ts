/** Session rows: the truth about who is signed in. All times are `app_now()`. */
import type { Db } from '@rockpool/db/client';

const slidingDays = 30;

export type LiveSession = { id: string; phone: string; sessionId: string };

/**
 * The session's user, or null when it was revoked, ran out or belongs to someone else, or to an account that was deleted while
 * it was opened.
 * Each use moves the end 30 days ahead; that is written every five minutes at most.
 */
export async function readSession(db: Db, sessionId: string, userId: string): Promise<LiveSession | null> {
  const rows = await db.$queryRaw<{ phone: string; stale: boolean }[]>`
    SELECT u.phone, s.last_seen_at NOT BETWEEN app_now() - interval '5 minutes' AND app_now() AS stale
    FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.id = ${sessionId}::uuid AND s.user_id = ${userId}::uuid
      AND s.revoked_at IS NULL AND s.expires_at > app_now() AND u.deleted_at IS NULL`;
  const row = rows[0];
  if (!row) return null;
  if (row.stale)
    await db.$executeRaw`
      UPDATE sessions SET last_seen_at = app_now(), expires_at = app_now() + make_interval(days => ${slidingDays})
      WHERE id = ${sessionId}::uuid AND revoked_at IS NULL`;
  return { id: userId, phone: row.phone, sessionId };
}

/**
 * Ends sessions of this user and no other's: one of them, or all but the one given. Their open pages are told at once.
 * Answers how many ended.
 */
export async function revokeSessions(
  db: Db,
  userId: string,
  which: { only: string } | { allBut: string },
): Promise<number> {
  const id = 'only' in which ? which.only : { not: which.allBut };
  const open = await db.session.findMany({ where: { userId, id, revokedAt: null }, select: { id: true } });
  const [, ended] = await db.$transaction([
    db.$executeRaw`SELECT pg_notify('rockpool', ${userId})::text`,
    db.$executeRaw`
      UPDATE sessions SET revoked_at = app_now()
      WHERE id = ANY (${open.map((session) => session.id)}::uuid[]) AND revoked_at IS NULL`,
  ]);
  return ended;
}
