import type { Db } from '@rockpool/db/client';
import { describeUserAgent, type Device } from './user-agent.ts';

export type OpenSession = {
  id: string;
  device: Device;
  lastSeenAt: string;
  current: boolean;
};

/** Sessions of this user that still work, the one of this request first, then the latest used. */
export async function listSessions(db: Db, userId: string, currentId: string): Promise<OpenSession[]> {
  const rows = await db.$queryRaw<{ id: string; user_agent: string; last_seen_at: Date }[]>`
    SELECT id, user_agent, last_seen_at FROM sessions
    WHERE user_id = ${userId}::uuid AND revoked_at IS NULL AND expires_at > app_now()
    ORDER BY id = ${currentId}::uuid DESC, last_seen_at DESC LIMIT 50`;
  return rows.map((row) => ({
    id: row.id,
    device: describeUserAgent(row.user_agent),
    lastSeenAt: row.last_seen_at.toISOString(),
    current: row.id === currentId,
  }));
}
