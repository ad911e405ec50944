import type { Db } from '../client.ts';
import { decideGrant, decideRevoke, type Granted } from '../domain/grant.ts';
import { refused, type Refused } from '../domain/refusals.ts';
import { inTransaction, run, type Connection } from './connection.ts';
import { lockAndRead, writeEntries } from './entries.ts';
import type { Statement } from './connection.ts';

export interface GrantRequest {
  entitlementId: string;
  /** whole days, at least 1, for a grant and for a revoke */
  days: number;
  /** the operator's action; the same key again changes nothing and gets the same answer */
  key: string;
  /** why, for the ledger */
  note: string;
}

export type GrantResult = (Granted & { again: boolean }) | Refused;

/** The entry's own key in the ledger. */
export const grantKey = (
  { entitlementId, key }: Pick<GrantRequest, 'entitlementId' | 'key'>,
  reason: 'operator' | 'revoke',
) => `${reason}:${entitlementId}:${key}`;

/** An operator gives days, e.g. to compensate an outage. */
export const grantDays = (db: Db, request: GrantRequest) =>
  inTransaction(db, (connection) => enterDays(connection, request, 'operator'));

/** An operator takes days back. */
export const revokeDays = (db: Db, request: GrantRequest) =>
  inTransaction(db, (connection) => enterDays(connection, request, 'revoke'));

/** The same inside a transaction. */
export async function enterDays(
  connection: Connection,
  request: GrantRequest,
  reason: 'operator' | 'revoke',
): Promise<GrantResult> {
  const { entitlementId, days, note } = request;
  if (!Number.isInteger(days) || days < 1) throw new RangeError('days must be a whole number of at least 1');
  const key = grantKey(request, reason);
  const locked = await lockAndRead(connection, entitlementId);
  if (!locked) return refused({ reason: 'entitlement_unknown' });
  const before = await readEntry(connection, key);
  if (before) return { ...before, again: true };
  const decision = (reason === 'operator' ? decideGrant : decideRevoke)(locked, days, locked.now);
  if (decision.kind === 'refused') return decision;
  const entries = [{ ...decision, key, points: 0 }];
  await writeEntries(connection, entitlementId, locked, { reason, entries, note });
  return { ...decision, again: false };
}

const entryByKey: Statement = {
  name: 'entry-by-key',
  text: `select days, expires_before, expires_after from day_entries where key = $1`,
};

async function readEntry(connection: Connection, key: string): Promise<Granted | null> {
  const [row] = await run<{ days: number; expires_before: Date | null; expires_after: Date | null }>(
    connection,
    entryByKey,
    [key],
  );
  return (
    (row && {
      kind: 'granted',
      days: row.days,
      expiresBefore: row.expires_before,
      expiresAfter: row.expires_after,
    }) ??
    null
  );
}
