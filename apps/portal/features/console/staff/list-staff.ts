import type { Db } from '@rockpool/db/client';
import { staffTable } from '@rockpool/db/views/console-staff';
import { readTable } from '@rockpool/db/views/table';

/** A console has tens of people, not thousands. */
const rowsMax = 500;

/** Everybody, for programs. */
export async function listStaff(db: Db) {
  const wish = { sort: 'email', descending: false, filters: {} } as const;
  const { rows } = await readTable(db, staffTable, wish, { limit: rowsMax, offset: 0 });
  return rows.map((row) => ({
    id: row.id,
    email: row.email,
    role: row.role,
    state: row.state,
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
    inviteExpiresAt: row.invite_expires_at?.toISOString() ?? null,
  }));
}
