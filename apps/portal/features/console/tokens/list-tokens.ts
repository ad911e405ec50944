import type { Db } from '@rockpool/db/client';
import { tokensTable } from '@rockpool/db/views/console-tokens';
import { readTable } from '@rockpool/db/views/table';

const rowsMax = 500;

/** The newest first, for programs. */
export async function listTokens(db: Db) {
  const wish = { sort: 'created', descending: true, filters: {} } as const;
  const { rows } = await readTable(db, tokensTable, wish, { limit: rowsMax, offset: 0 });
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    role: row.role,
    hint: row.hint,
    owner: row.owner,
    state: row.state,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
  }));
}
