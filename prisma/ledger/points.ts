import type { Db } from '../client.ts';
import { lockUser } from './claim-statements.ts';
import { inTransaction, run, type Connection, type Statement } from './connection.ts';
import { isOwned } from './owned-instance.ts';

export interface PointsRequest {
  userId: string;
  /** whole points; negative takes back (operator only) */
  points: number;
  reason: 'purchase' | 'operator';
  /** the payment or the operator's action; the same key again changes nothing */
  key: string;
  /** why, for the history */
  note?: string;
}

export type PointsResult =
  | { kind: 'entered'; balance: number; again: boolean }
  /** more was to be taken back than there is */
  | { kind: 'refused'; balance: number };

const balanceOf: Statement = {
  name: 'points-balance',
  text: `
    select coalesce(sum(points), 0)::int as balance, coalesce(bool_or(key = $2), false) as known
    from point_entries where user_id = $1`,
};

const enterPoints: Statement = {
  name: 'enter-points',
  text: `insert into point_entries (user_id, points, reason, key, note) values ($1, $2, $3, $4, $5)`,
};

/** Parameter: user id. */
const keepInstance: Statement = {
  name: 'keep-instance',
  text: `
    with kept as (
      update instances set removal_at = null, spec_version = spec_version + 1
      where user_id = $1 and removal_at is not null and ${isOwned}
      returning id
    )
    select add_keyed_job('reconcile', json_build_object('instanceId', id), 'reconcile:' || id) from kept`,
};

/** Enters bought or corrected points. The balance is the sum of the entries and never below 0. */
export const addPoints = (db: Db, request: PointsRequest): Promise<PointsResult> =>
  inTransaction(db, (connection) => enterPointsIn(connection, request));

/** The same inside a transaction. A payment cancels a planned removal of the instance, unless the account is deleted. */
export async function enterPointsIn(
  connection: Connection,
  { userId, points, reason, key, note = '' }: PointsRequest,
): Promise<PointsResult> {
  await run(connection, lockUser, [userId]);
  const [sum] = await run<{ balance: number; known: boolean }>(connection, balanceOf, [userId, key]);
  const { balance, known } = sum!;
  if (known) return { kind: 'entered', balance, again: true };
  if (balance + points < 0) return { kind: 'refused', balance };
  await run(connection, enterPoints, [userId, points, reason, key, note]);
  if (reason === 'purchase') await run(connection, keepInstance, [userId]);
  return { kind: 'entered', balance: balance + points, again: false };
}
