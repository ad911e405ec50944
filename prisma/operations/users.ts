/** What operators do to one user: days, points, sign-ins. */
import type pg from 'pg';
import type { Actor } from '../audit/write.ts';
import type { Db } from '../client.ts';
import { run } from '../ledger/connection.ts';
import { enterDays, grantKey, type GrantResult } from '../ledger/grant.ts';
import { enterPointsIn, type PointsResult } from '../ledger/points.ts';
import { operate, type Forbidden, type Operated } from './operate.ts';

export interface NotFound {
  kind: 'not_found';
}

export interface DaysRequest {
  entitlementId: string;
  /** whole days, at least 1 */
  days: number;
  /** made by whoever asks: the same key again changes nothing and gets the same answer */
  key: string;
  /** for the log and for the user's history */
  reason: string;
}

/** Gives days; may pass the bank and the total, not the end of use, which can make the entry smaller than asked for. */
export const giveDays = (db: Db, actor: Actor, request: DaysRequest) =>
  changeDays(db, actor, request, 'operator');

/** Takes days back; the expiry never moves before now. */
export const takeDays = (db: Db, actor: Actor, request: DaysRequest) =>
  changeDays(db, actor, request, 'revoke');

function changeDays(
  db: Db,
  actor: Actor,
  { entitlementId, days, key, reason }: DaysRequest,
  kind: 'operator' | 'revoke',
): Promise<GrantResult | Forbidden> {
  return operate(db, actor, 'users.grant', async (connection): Promise<Operated<GrantResult>> => {
    const result = await enterDays(connection, { entitlementId, days, key, note: reason }, kind);
    if (result.kind === 'refused' || result.again) return { result, audit: null };
    const after = await readEntitlement(connection, entitlementId);
    const entry = grantKey({ entitlementId, key }, kind);
    return {
      result,
      audit: {
        action: kind === 'operator' ? 'user.grant_days' : 'user.revoke_days',
        subject: { kind: 'user', id: after.user_id },
        reason,
        before: { grantedDays: after.granted_days - result.days, expiresAt: result.expiresBefore },
        after: {
          grantedDays: after.granted_days,
          expiresAt: result.expiresAfter,
          entry,
          campaign: after.slug,
        },
      },
    };
  });
}

const entitlement = {
  name: 'operated-entitlement',
  text: `
    select e.user_id, e.granted_days, c.slug from entitlements e join campaigns c on c.id = e.campaign_id
    where e.id = $1`,
};

async function readEntitlement(connection: pg.PoolClient, id: string) {
  const [row] = await run<{ user_id: string; granted_days: number; slug: string }>(connection, entitlement, [
    id,
  ]);
  return row!;
}

export interface PointsChange {
  userId: string;
  /** whole points, not 0; negative takes back */
  points: number;
  key: string;
  reason: string;
}

/** Gives points, or takes them back as far as there are any. */
export function changePoints(
  db: Db,
  actor: Actor,
  { userId, points, key, reason }: PointsChange,
): Promise<PointsResult | NotFound | Forbidden> {
  if (!Number.isInteger(points) || points === 0) throw new RangeError('points must be a whole number but 0');
  return operate(
    db,
    actor,
    'users.points',
    async (connection): Promise<Operated<PointsResult | NotFound>> => {
      if (!(await isUser(connection, userId))) return { result: { kind: 'not_found' }, audit: null };
      const entry = `operator:${userId}:${key}`;
      const request = { userId, points, reason: 'operator' as const, key: entry, note: reason };
      const result = await enterPointsIn(connection, request);
      if (result.kind === 'refused' || result.again) return { result, audit: null };
      return {
        result,
        audit: {
          action: points > 0 ? 'user.give_points' : 'user.take_points',
          subject: { kind: 'user', id: userId },
          reason,
          before: { points: result.balance - points },
          after: { points: result.balance, entry },
        },
      };
    },
  );
}

export type SignedOut = { kind: 'signed_out'; sessions: number } | NotFound;

/** Ends every session of the user, wherever it is open. */
export function signOutEverywhere(
  db: Db,
  actor: Actor,
  { userId, reason }: { userId: string; reason: string },
): Promise<SignedOut | Forbidden> {
  return operate(db, actor, 'users.suspend', async (connection): Promise<Operated<SignedOut>> => {
    if (!(await isUser(connection, userId))) return { result: { kind: 'not_found' }, audit: null };
    const { rowCount } = await connection.query(
      `update sessions set revoked_at = app_now()
       where user_id = $1 and revoked_at is null and expires_at > app_now()`,
      [userId],
    );
    const sessions = rowCount ?? 0;
    const subject = { kind: 'user', id: userId };
    return {
      result: { kind: 'signed_out', sessions },
      audit:
        sessions === 0
          ? null
          : { action: 'user.sign_out', subject, reason, before: { sessions }, after: { sessions: 0 } },
    };
  });
}

async function isUser(connection: pg.PoolClient, id: string): Promise<boolean> {
  const { rowCount } = await connection.query('select from users where id = $1', [id]);
  return rowCount === 1;
}
