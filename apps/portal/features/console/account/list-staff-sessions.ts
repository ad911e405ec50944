import type { Db } from '@rockpool/db/client';
import type { OpenSession } from '../../account/list-sessions.ts';
import { describeUserAgent } from '../../account/user-agent.ts';

export type OpenStaffSession = OpenSession & { address: string };

/** Sessions of this member that still work, the one of this request first, then the latest used. */
export async function listStaffSessions(
  db: Db,
  staffId: string,
  currentId: string,
): Promise<OpenStaffSession[]> {
  const rows = await db.$queryRaw<{ id: string; user_agent: string; address: string; last_seen_at: Date }[]>`
    SELECT id, user_agent, address, last_seen_at FROM staff_sessions
    WHERE staff_id = ${staffId}::uuid AND revoked_at IS NULL AND expires_at > app_now()
      AND second_factor_at IS NOT NULL AND last_seen_at > app_now() - interval '60 minutes'
    ORDER BY id = ${currentId}::uuid DESC, last_seen_at DESC LIMIT 50`;
  return rows.map((row) => ({
    id: row.id,
    device: describeUserAgent(row.user_agent),
    address: row.address,
    lastSeenAt: row.last_seen_at.toISOString(),
    current: row.id === currentId,
  }));
}
