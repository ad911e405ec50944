/** Keys for the operator API: made, read and revoked here. All times are `app_now()`. */
import { createHash, randomBytes } from 'node:crypto';
import type { Actor } from '../audit/write.ts';
import type { Db } from '../client.ts';
import { isRole, roles, type Role } from '../domain/roles.ts';
import { run } from '../ledger/connection.ts';
import { operate, type Forbidden } from './operate.ts';

/** How long a token may hold; `null` is for ever. */
export const tokenLifeDays = [7, 30, 90, 365, null] as const;
export type TokenLifeDays = (typeof tokenLifeDays)[number];

export type CreateTokenResult =
  | Forbidden
  /** `token` is told once; only its hash is kept */
  | { kind: 'created'; id: string; token: string }
  /** a token may do no more than who makes it */
  | { kind: 'role_above_own'; own: Role };

/** Makes a key in the name of a staff member. The actor must be one: a token makes no tokens. */
export async function createToken(
  db: Db,
  actor: Actor,
  given: { name: string; role: Role; lifeDays: TokenLifeDays },
): Promise<CreateTokenResult> {
  if (actor.kind !== 'staff') return { kind: 'forbidden', permission: 'tokens.edit' };
  return operate<CreateTokenResult>(db, actor, 'tokens.edit', async (connection) => {
    const own = actor.role!;
    if (rank(given.role) > rank(own)) return { result: { kind: 'role_above_own', own }, audit: null };
    const token = `rp_${randomBytes(32).toString('base64url')}`;
    const [row] = await run<{ id: string; expires_at: Date | null }>(connection, insert, [
      given.name,
      given.role,
      hashOf(token),
      token.slice(-4),
      actor.id,
      given.lifeDays,
    ]);
    const { id, expires_at: expiresAt } = row!;
    return {
      result: { kind: 'created', id, token },
      audit: {
        action: 'token.create',
        subject: { kind: 'token', id },
        after: { name: given.name, role: given.role, expiresAt },
      },
    };
  });
}

export type RevokeTokenResult = Forbidden | { kind: 'revoked' } | { kind: 'not_found' };

/** Ends a key at once. One that ended before stays so, and that is an answer of `revoked` too. */
export function revokeToken(db: Db, actor: Actor, id: string): Promise<RevokeTokenResult> {
  return operate<RevokeTokenResult>(db, actor, 'tokens.edit', async (connection) => {
    const [row] = await run<{ name: string; was_revoked: boolean }>(connection, revoke, [id]);
    if (!row) return { result: { kind: 'not_found' }, audit: null };
    const entry = {
      action: 'token.revoke',
      subject: { kind: 'token', id },
      before: { name: row.name },
    } as const;
    return { result: { kind: 'revoked' }, audit: row.was_revoked ? null : entry };
  });
}

/**
 * Who calls with this token, null when it is nobody's any more: made up, run out, revoked, or of somebody who is
 * disabled. It may never do more than its owner may now. Each use is noted, every minute at most.
 */
export async function readApiToken(db: Db, token: string, address = ''): Promise<Actor | null> {
  if (!/^rp_[\w-]{43}$/.test(token)) return null;
  const [row] = await run<Row>(db.pool, read, [hashOf(token)]);
  if (!row || !isRole(row.role) || !isRole(row.owner_role)) return null;
  if (row.stale) await run(db.pool, noteUse, [row.id]);
  const role = rank(row.role) < rank(row.owner_role) ? row.role : row.owner_role;
  return { kind: 'api_token', id: row.id, name: `${row.name} (${row.email})`, role, address };
}

interface Row {
  id: string;
  name: string;
  role: string;
  owner_role: string;
  email: string;
  stale: boolean;
}

const rank = (role: Role) => roles.indexOf(role);
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

const insert = {
  name: 'token-insert',
  text: `
    insert into api_tokens (id, name, role, token_hash, hint, staff_id, expires_at)
    values (gen_random_uuid(), $1, $2, $3, $4, $5, app_now() + make_interval(days => $6::int))
    returning id, expires_at`,
};
const revoke = {
  name: 'token-revoke',
  text: `
    with old as (select id, name, revoked_at from api_tokens where id = $1 for update)
    update api_tokens t set revoked_at = coalesce(t.revoked_at, app_now()) from old where t.id = old.id
    returning old.name, old.revoked_at is not null as was_revoked`,
};
const read = {
  name: 'token-read',
  text: `
    select t.id, t.name, t.role, s.role as owner_role, s.email,
      t.last_used_at is null or t.last_used_at not between app_now() - interval '1 minute' and app_now() as stale
    from api_tokens t join staff s on s.id = t.staff_id
    where t.token_hash = $1 and t.revoked_at is null and s.disabled_at is null
      and (t.expires_at is null or t.expires_at > app_now())`,
};
const noteUse = { name: 'token-use', text: `update api_tokens set last_used_at = app_now() where id = $1` };
