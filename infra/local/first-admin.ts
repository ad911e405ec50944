import { system } from '@rockpool/db/audit/write';
import { closeDb, createDb } from '@rockpool/db/client';
import { inviteStaff } from '@rockpool/db/operations/staff';
import type { Settings } from './settings.ts';

const email = 'admin@localhost';

export const joinLink = ({ PORTAL_URL, PORT }: Settings, token: string): string =>
  `${PORTAL_URL ?? `http://localhost:${PORT}`}/console/join?token=${token}`;

/** A link for the first admin as long as nobody has joined; each start makes a new one and ends the one before. */
export async function firstAdminLink(databaseUrl: string, settings: Settings): Promise<string | null> {
  const db = createDb(databaseUrl, { max: 1 });
  try {
    if ((await db.staff.count({ where: { inviteHash: null } })) > 0) return null;
    const result = await inviteStaff(db, system, { email, role: 'admin' });
    return result.kind === 'invited' ? joinLink(settings, result.token) : null;
  } finally {
    await closeDb(db);
  }
}
