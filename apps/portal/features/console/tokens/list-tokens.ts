import type { Db } from '@rockpool/db/client';

export interface TokenRow {
  id: string;
  name: string;
  role: string;
  hint: string;
  owner: string;
  state: 'active' | 'expired' | 'revoked' | 'owner_disabled';
  lastUsedAt: Date | null;
  expiresAt: Date | null;
  createdAt: Date;
}

/** Tokens that open something first, then the newest. */
export function listTokens(db: Db): Promise<TokenRow[]> {
  return db.$queryRaw<TokenRow[]>`
    SELECT t.id, t.name, t.role, t.hint, s.email AS owner, t.last_used_at AS "lastUsedAt",
      t.expires_at AS "expiresAt", t.created_at AS "createdAt",
      CASE WHEN t.revoked_at IS NOT NULL THEN 'revoked' WHEN t.expires_at <= app_now() THEN 'expired'
        WHEN s.disabled_at IS NOT NULL THEN 'owner_disabled' ELSE 'active' END AS state
    FROM api_tokens t JOIN staff s ON s.id = t.staff_id
    ORDER BY t.revoked_at IS NOT NULL OR t.expires_at <= app_now(), t.created_at DESC, t.id LIMIT 200`;
}
