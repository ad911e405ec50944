/** Staff sessions: rows whose token only the browser has. All times are `app_now()`. */
import { createHash, randomBytes } from 'node:crypto';
import type { Db } from '@rockpool/db/client';
import { isRole, type Role } from '@rockpool/db/domain/roles';

/** however busy */
const hoursAtMost = 12;
/** without a request */
const idleMinutes = 60;

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

/** Opens a session and answers its token, which is told once. */
export async function openStaffSession(db: Db, staffId: string, from: Origin): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await db.$executeRaw`
    INSERT INTO staff_sessions (id, staff_id, token_hash, address, user_agent, expires_at)
    VALUES (gen_random_uuid(), ${staffId}::uuid, ${hashOf(token)}, ${from.address}, ${from.userAgent.slice(0, 400)},
      app_now() + make_interval(hours => ${hoursAtMost}))`;
  return token;
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
      AND s.last_seen_at > app_now() - make_interval(mins => ${idleMinutes}) AND f.disabled_at IS NULL`;
  if (!row || !isRole(row.role)) return null;
  if (row.stale)
    await db.$executeRaw`UPDATE staff_sessions SET last_seen_at = app_now() WHERE id = ${row.session_id}::uuid`;
  const { id, email, name, role, session_id: sessionId, complete } = row;
  return { id, email, name, role, sessionId, complete };
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');
