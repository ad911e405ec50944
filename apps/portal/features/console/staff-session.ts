/** Staff sessions: rows whose token only the browser has. All times are `app_now()`. */
import { createHash, randomBytes } from 'node:crypto';
import type { Db } from '@rockpool/db/client';
import type { Connection } from '@rockpool/db/ledger/connection';
import { isRole, type Role } from '@rockpool/db/domain/roles';

/** however busy */
const hoursAtMost = 12;
/** without a request */
const idleMinutes = 60;
/** between the first factor and the second */
const secondFactorMinutes = 10;

export interface StaffMember {
  id: string;
  email: string;
  name: string;
  role: Role;
  sessionId: string;
  /** both factors were shown; without it, nothing but the second factor's own page is open */
  complete: boolean;
}

export interface Origin {
  address: string;
  userAgent: string;
}

/** Opens a session that has shown one factor and answers its token, which is told once. */
export async function openStaffSession(db: Db, staffId: string, from: Origin): Promise<string> {
  return (await insertStaffSession(db.pool, staffId, from)).token;
}

export async function insertStaffSession(
  connection: Connection,
  staffId: string,
  from: Origin,
): Promise<{ id: string; token: string }> {
  const token = newToken();
  const { rows } = await connection.query<{ id: string }>(
    `insert into staff_sessions (id, staff_id, token_hash, address, user_agent, expires_at)
    values (gen_random_uuid(), $1, $2, $3, $4, app_now() + make_interval(hours => ${hoursAtMost})) returning id`,
    [staffId, hashOf(token), from.address, from.userAgent.slice(0, 400)],
  );
  return { id: rows[0]!.id, token };
}

/**
 * Notes that the second factor was shown. The token is a new one from here on, so that whoever saw the first one has
 * nothing. Null when the session ended meanwhile.
 */
export async function completeStaffSession(
  connection: Connection,
  sessionId: string,
): Promise<string | null> {
  const token = newToken();
  const { rowCount } = await connection.query(
    `update staff_sessions set second_factor_at = app_now(), token_hash = $2 where id = $1 and revoked_at is null`,
    [sessionId, hashOf(token)],
  );
  return rowCount === 1 ? token : null;
}

/** Whose token this is, null when it is nobody's any more. Each use is noted, every minute at most. */
export async function readStaffSession(db: Db, token: string): Promise<StaffMember | null> {
  const [row] = await db.$queryRaw<
    {
      id: string;
      email: string;
      name: string;
      role: string;
      session_id: string;
      complete: boolean;
      stale: boolean;
    }[]
  >`
    SELECT f.id, f.email, f.name, f.role, s.id AS session_id, s.second_factor_at IS NOT NULL AS complete,
      s.last_seen_at < app_now() - interval '1 minute' AS stale
    FROM staff_sessions s JOIN staff f ON f.id = s.staff_id
    WHERE s.token_hash = ${hashOf(token)} AND s.revoked_at IS NULL AND s.expires_at > app_now()
      AND s.last_seen_at > app_now() - make_interval(mins => ${idleMinutes}) AND f.disabled_at IS NULL
      AND (s.second_factor_at IS NOT NULL OR s.created_at > app_now() - make_interval(mins => ${secondFactorMinutes}))`;
  if (!row || !isRole(row.role)) return null;
  if (row.stale)
    await db.$executeRaw`UPDATE staff_sessions SET last_seen_at = app_now() WHERE id = ${row.session_id}::uuid`;
  const { id, email, name, role, session_id: sessionId, complete } = row;
  return { id, email, name, role, sessionId, complete };
}

/** Ends sessions of this member and no other's: one of them, or all but the one given. Answers how many ended. */
export async function revokeStaffSessions(
  db: Db,
  staffId: string,
  which: { only: string } | { allBut: string },
): Promise<number> {
  const [id, isOnly] = 'only' in which ? [which.only, true] : [which.allBut, false];
  return db.$executeRaw`
    UPDATE staff_sessions SET revoked_at = app_now()
    WHERE staff_id = ${staffId}::uuid AND (id = ${id}::uuid) = ${isOnly} AND revoked_at IS NULL`;
}

const newToken = () => randomBytes(32).toString('base64url');
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');
