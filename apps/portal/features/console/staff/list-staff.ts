import type { Db } from '@rockpool/db/client';
import { isRole, type Role } from '@rockpool/db/domain/roles';

export interface StaffRow {
  id: string;
  email: string;
  role: Role;
  /** `invited`: the link holds until `inviteExpiresAt`, or is over */
  state: 'active' | 'invited' | 'invitation_over' | 'disabled';
  lastSeenAt: string | null;
  inviteExpiresAt: string | null;
}

/** Everybody, who may come in first. A console has tens of people, not thousands. */
export async function listStaff(db: Db): Promise<StaffRow[]> {
  const rows = await db.$queryRaw<
    {
      id: string;
      email: string;
      role: string;
      state: StaffRow['state'];
      last_seen_at: Date | null;
      invite_expires_at: Date | null;
    }[]
  >`
    SELECT f.id, f.email, f.role, f.invite_expires_at,
      CASE WHEN f.disabled_at IS NOT NULL THEN 'disabled' WHEN f.invite_hash IS NULL THEN 'active'
        WHEN f.invite_expires_at > app_now() THEN 'invited' ELSE 'invitation_over' END AS state,
      (SELECT max(s.last_seen_at) FROM staff_sessions s WHERE s.staff_id = f.id) AS last_seen_at
    FROM staff f ORDER BY f.disabled_at IS NOT NULL, f.email LIMIT 500`;
  return rows.flatMap((row) =>
    isRole(row.role)
      ? [
          {
            id: row.id,
            email: row.email,
            role: row.role,
            state: row.state,
            lastSeenAt: row.last_seen_at?.toISOString() ?? null,
            inviteExpiresAt: row.invite_expires_at?.toISOString() ?? null,
          },
        ]
      : [],
  );
}
