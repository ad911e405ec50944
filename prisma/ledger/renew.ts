import type { Db } from '../client.ts';
import type { MembershipAnswer } from '../domain/payment.ts';
import { Refusal, refused, type Refused } from '../domain/refusals.ts';
import { decideRenewal, planTopUp, type Renewal } from '../domain/renewal.ts';
import { askMembership, type MembershipSource } from '../membership/source.ts';
import { inTransaction, run, type Connection } from './connection.ts';
import { lockAndRead, writeEntries, type LockedEntitlement } from './entries.ts';
import { clickEntries, renewalUser } from './renew-statements.ts';

export interface RenewRequest {
  userId: string;
  entitlementId: string;
  /** one day, or as many single days as the rules allow */
  mode: 'one' | 'top-up';
  /** number of grants the page showed: the click's idempotency key */
  seenGrants: number;
  /** the price the page showed; a click that would cost more is refused. Absent = whatever it costs */
  pointsShown?: number | undefined;
}

export interface Renewed {
  kind: 'renewed';
  days: number;
  /** what was paid */
  points: number;
  expiresBefore: Date;
  expiresAfter: Date;
  /** why a top-up made no further entry: `bank_full` when it is complete; null for a single day */
  endedBy: Refusal | null;
  /** true when this click had been carried out already; nothing was written now */
  again: boolean;
}

/**
 * Carries a click out, once: the same click again, at the same time or later, answers with the same result. Works for
 * running and for lapsed entitlements; the reconcile job that starts a stopped instance is part of the transaction.
 */
export async function renew(
  db: Db,
  membershipSource: MembershipSource,
  request: RenewRequest,
): Promise<Renewed | Refused> {
  const { userId, entitlementId } = request;
  const [user] = await run<{ now: Date; phone: string; consent_at: Date | null }>(db.pool, renewalUser, [
    entitlementId,
    userId,
  ]);
  if (!user) return refused({ reason: 'entitlement_unknown' });
  // outside the transaction: a source may be slow
  const asked = { phone: user.phone, consentAt: user.consent_at };
  const membership = await askMembership(membershipSource, asked, user.now, 'decision');
  return inTransaction(db, async (connection) => {
    const locked = await lockAndRead(connection, entitlementId);
    if (!locked) return refused({ reason: 'entitlement_unknown' });
    return renewLocked(connection, locked, membership, request);
  });
}

async function renewLocked(
  connection: Connection,
  locked: LockedEntitlement,
  membership: MembershipAnswer | null,
  { entitlementId, mode, seenGrants, pointsShown }: RenewRequest,
): Promise<Renewed | Refused> {
  const clickKey = `renewal:${entitlementId}:${seenGrants}`;
  const { grants } = locked.entitlement;
  if (grants !== seenGrants) {
    const before = await readClick(connection, entitlementId, clickKey);
    return before ?? refused({ reason: 'page_stale', grants, shown: seenGrants });
  }
  const facts = { ...locked, membership };
  const decision = mode === 'one' ? decideRenewal(facts, locked.now) : planTopUp(facts, locked.now);
  if (decision.kind === 'refused') return decision;
  const renewals: Renewal[] = 'renewals' in decision ? decision.renewals : [decision];
  const result = summary(renewals, 'endedBy' in decision ? decision.endedBy : null, false);
  if (pointsShown !== undefined && result.points > pointsShown)
    return refused({ reason: 'price_changed', points: result.points, shown: pointsShown });
  const entries = renewals.map((renewal, i) => ({ ...renewal, key: `${clickKey}:${i}` }));
  await writeEntries(connection, entitlementId, locked, {
    reason: 'renewal',
    entries,
    endedBy: result.endedBy,
  });
  return result;
}

/** What an earlier click of this key did; null when there was none. */
async function readClick(
  connection: Connection,
  entitlementId: string,
  key: string,
): Promise<Renewed | null> {
  const rows = await run<{
    days: number;
    points: number;
    expires_before: Date;
    expires_after: Date;
    ended_by: unknown;
  }>(connection, clickEntries, [entitlementId, key]);
  if (rows.length === 0) return null;
  const entries = rows.map(({ days, points, expires_before, expires_after }) => ({
    days,
    points,
    expiresBefore: expires_before,
    expiresAfter: expires_after,
  }));
  const endedBy = rows.at(-1)!.ended_by;
  return summary(entries, endedBy ? Refusal.parse(endedBy) : null, true);
}

type Line = Pick<Renewed, 'days' | 'points' | 'expiresBefore' | 'expiresAfter'>;

const summary = (lines: Line[], endedBy: Refusal | null, again: boolean): Renewed => ({
  kind: 'renewed',
  days: lines.reduce((sum, line) => sum + line.days, 0),
  points: lines.reduce((sum, line) => sum + line.points, 0),
  expiresBefore: lines[0]!.expiresBefore,
  expiresAfter: lines.at(-1)!.expiresAfter,
  endedBy,
  again,
});
