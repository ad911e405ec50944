import { z } from 'zod';
import type { Entitlement } from '../domain/available.ts';
import { Policy } from '../domain/policy.ts';
import type { Refusal } from '../domain/refusals.ts';
import { missingParts, type SetUpPart } from '../domain/set-up.ts';
import { run, type Connection } from './connection.ts';
import { entriesWrite, lockEntitlement, renewalFacts } from './renew-statements.ts';

/** An entitlement behind its lock, with all that its rules ask for. */
export interface LockedEntitlement {
  now: Date;
  userId: string;
  instanceId: string;
  policy: Policy;
  entitlement: Entitlement;
  missing: SetUpPart[];
  balance: number;
}

const Row = z.object({
  now: z.date(),
  policy: Policy,
  user_id: z.string(),
  granted_days: z.number(),
  grants: z.number(),
  started_at: z.date().nullable(),
  expires_at: z.date().nullable(),
  instance_id: z.string(),
  model_accepted_at: z.date().nullable(),
  channel_accepted: z.boolean(),
  balance: z.number(),
});

/** Waits for other writers of this entitlement and of its user's points; null when there is none of this id. */
export async function lockAndRead(connection: Connection, id: string): Promise<LockedEntitlement | null> {
  await run(connection, lockEntitlement, [id]);
  // a second statement: the first one's snapshot is older than the lock
  const [found] = await run(connection, renewalFacts, [id]);
  if (!found) return null;
  const row = Row.parse(found);
  return {
    now: row.now,
    userId: row.user_id,
    instanceId: row.instance_id,
    policy: row.policy,
    entitlement: {
      grantedDays: row.granted_days,
      grants: row.grants,
      startedAt: row.started_at,
      expiresAt: row.expires_at,
    },
    missing: missingParts({
      model: { acceptedAt: row.model_accepted_at },
      channels: row.channel_accepted ? [{ acceptedAt: row.now, refusal: null }] : [],
    }),
    balance: row.balance,
  };
}

export interface NewEntry {
  key: string;
  days: number;
  points: number;
  expiresBefore: Date | null;
  expiresAfter: Date | null;
}

export interface NewEntries {
  reason: 'renewal' | 'operator' | 'revoke' | 'plan_lost';
  /** at least one, in order */
  entries: NewEntry[];
  note?: string;
  endedBy?: Refusal | null;
}

/** Writes entries that the rules allowed, inside the transaction that holds the lock. */
export async function writeEntries(
  connection: Connection,
  entitlementId: string,
  { userId, instanceId }: LockedEntitlement,
  { reason, entries, note = '', endedBy = null }: NewEntries,
): Promise<void> {
  await run(connection, entriesWrite, [
    entitlementId,
    userId,
    instanceId,
    reason,
    entries.map((entry) => entry.key),
    entries.map((entry) => entry.days),
    entries.map((entry) => entry.points),
    entries.map((entry) => entry.expiresBefore),
    entries.map((entry) => entry.expiresAfter),
    note,
    endedBy && JSON.stringify(endedBy),
  ]);
}
