/** Who works in the console: invited, given a role, let in and shut out. All times are `app_now()`. */
import { createHash, randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { Actor } from '../audit/write.ts';
import type { Db } from '../client.ts';
import type { Role } from '../domain/roles.ts';
import { run } from '../ledger/connection.ts';
import { operate, type Forbidden, type Operated } from './operate.ts';

/** days that an invitation link holds */
export const inviteDays = 7;

/** `token`: goes into the link, told once */
export type InviteResult =
  | Forbidden
  | { kind: 'invited'; staffId: string; token: string }
  /** this e-mail address has joined before */
  | { kind: 'already_staff' };

/** Makes an account that its owner completes by the link. Asked again before that, it makes a new link instead. */
export function inviteStaff(
  db: Db,
  actor: Actor,
  given: { email: string; role: Role },
): Promise<InviteResult> {
  const email = normalEmail(given.email);
  return operate<InviteResult>(db, actor, 'staff.edit', async (connection) => {
    await lockStaff(connection);
    const token = newToken();
    const [row] = await run<{ id: string }>(connection, invite, [
      email,
      given.role,
      hashInvite(token),
      inviteDays,
    ]);
    if (!row) return { result: { kind: 'already_staff' }, audit: null };
    return {
      result: { kind: 'invited', staffId: row.id, token },
      audit: {
        action: 'staff.invite',
        subject: { kind: 'staff', id: row.id },
        after: { email, role: given.role },
      },
    };
  });
}

export type StaffResult =
  | Forbidden
  | { kind: 'done' }
  | { kind: 'not_found' }
  /** nobody would be left who may decide who gets in */
  | { kind: 'last_admin' }
  /** nobody changes the rights of the account they use */
  | { kind: 'own_account' };

/** Ends the member's sessions, so that the new role counts at once. */
export function changeRole(db: Db, actor: Actor, id: string, role: Role): Promise<StaffResult> {
  return change<StaffResult>(db, actor, id, async (connection, member) => {
    if (member.role === role) return { result: { kind: 'done' }, audit: null };
    if (role !== 'admin' && (await isLastAdmin(connection, member))) return lastAdmin;
    await run(connection, setRole, [id, role]);
    await run(connection, endSessions, [id]);
    return done('staff.role', id, { role: member.role }, { role });
  });
}

/** Ends the member's sessions; the tokens they made hold no longer either. */
export function disableStaff(db: Db, actor: Actor, id: string): Promise<StaffResult> {
  return change<StaffResult>(db, actor, id, async (connection, member) => {
    if (member.disabled) return { result: { kind: 'done' }, audit: null };
    if (await isLastAdmin(connection, member)) return lastAdmin;
    await run(connection, setDisabled, [id, true]);
    await run(connection, endSessions, [id]);
    return done('staff.disable', id, { disabled: false }, { disabled: true });
  });
}

export function enableStaff(db: Db, actor: Actor, id: string): Promise<StaffResult> {
  return change<StaffResult>(db, actor, id, async (connection, member) => {
    if (!member.disabled) return { result: { kind: 'done' }, audit: null };
    await run(connection, setDisabled, [id, false]);
    return done('staff.enable', id, { disabled: true }, { disabled: false });
  });
}

export type ResetResult =
  Exclude<StaffResult, { kind: 'done' | 'last_admin' }> | { kind: 'reset'; token: string };

/**
 * For who lost their phone and their recovery codes: password, second factor and sessions go, and a new link lets the
 * member choose them again. Whoever only knows the password gets nothing from it.
 */
export function resetStaff(db: Db, actor: Actor, id: string): Promise<ResetResult> {
  return change<ResetResult>(db, actor, id, async (connection) => {
    const token = newToken();
    await run(connection, reset, [id, hashInvite(token), inviteDays]);
    await run(connection, endSessions, [id]);
    return {
      result: { kind: 'reset', token },
      audit: { action: 'staff.reset', subject: { kind: 'staff', id } },
    };
  });
}

interface Member {
  id: string;
  role: string;
  disabled: boolean;
  joined: boolean;
}

/** One change at a time: of two admins who demote each other at once, one stays. */
function change<T>(
  db: Db,
  actor: Actor,
  id: string,
  work: (connection: pg.PoolClient, member: Member) => Promise<Operated<T>>,
): Promise<T | Forbidden | { kind: 'not_found' } | { kind: 'own_account' }> {
  return operate<T | { kind: 'not_found' } | { kind: 'own_account' }>(
    db,
    actor,
    'staff.edit',
    async (connection) => {
      if (actor.kind === 'staff' && actor.id === id) return { result: { kind: 'own_account' }, audit: null };
      await lockStaff(connection);
      const [member] = await run<Member>(connection, read, [id]);
      if (!member) return { result: { kind: 'not_found' }, audit: null };
      return work(connection, member);
    },
  );
}

async function isLastAdmin(connection: pg.PoolClient, member: Member): Promise<boolean> {
  if (member.role !== 'admin' || member.disabled || !member.joined) return false;
  const [row] = await run<{ others: number }>(connection, otherAdmins, [member.id]);
  return row!.others === 0;
}

const lastAdmin = { result: { kind: 'last_admin' }, audit: null } as const;
const done = (action: `staff.${string}`, id: string, before: object, after: object) => ({
  result: { kind: 'done' } as const,
  audit: { action, subject: { kind: 'staff', id }, before, after },
});

export const normalEmail = (email: string) => email.trim().toLowerCase();
export const hashInvite = (token: string) => createHash('sha256').update(token).digest('hex');
const newToken = () => randomBytes(32).toString('base64url');

const lockStaff = (connection: pg.PoolClient) =>
  connection.query(`select pg_advisory_xact_lock(hashtextextended('rockpool.staff', 0))::text`);

const invite = {
  name: 'staff-invite',
  text: `
    insert into staff (id, email, role, invite_hash, invite_expires_at)
    values (gen_random_uuid(), $1, $2, $3, app_now() + make_interval(days => $4))
    on conflict (email) do update set role = excluded.role, invite_hash = excluded.invite_hash,
      invite_expires_at = excluded.invite_expires_at
    where staff.invite_hash is not null and staff.disabled_at is null
    returning id`,
};
const read = {
  name: 'staff-read',
  text: `
    select id, role, disabled_at is not null as disabled, invite_hash is null as joined from staff where id = $1`,
};
const otherAdmins = {
  name: 'staff-other-admins',
  text: `
    select count(*)::int as others from staff
    where role = 'admin' and disabled_at is null and invite_hash is null and id <> $1`,
};
const setRole = { name: 'staff-role', text: `update staff set role = $2 where id = $1` };
const setDisabled = {
  name: 'staff-disabled',
  text: `update staff set disabled_at = case when $2::boolean then app_now() end where id = $1`,
};
const reset = {
  name: 'staff-reset',
  text: `
    update staff set password_hash = null, totp_sealed = null, totp_last_step = null, recovery_hashes = '{}',
      invite_hash = $2, invite_expires_at = app_now() + make_interval(days => $3)
    where id = $1`,
};
const endSessions = {
  name: 'staff-end-sessions',
  text: `update staff_sessions set revoked_at = app_now() where staff_id = $1 and revoked_at is null`,
};
