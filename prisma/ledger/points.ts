import type { Db } from '../client.ts';
import { lockUser } from './claim-statements.ts';
import { inTransaction, run, type Statement } from './connection.ts';

export interface PointsRequest {
  userId: string;
  /** whole points; negative takes back (operator only) */
  points: number;
  reason: 'purchase' | 'operator';
  /** the payment or the operator's action; the same key again changes nothing */
  key: string;
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
  text: `insert into point_entries (user_id, points, reason, key) values ($1, $2, $3, $4)`,
};

/** Enters bought or corrected points. The balance is the sum of the entries and never below 0. */
export function addPoints(db: Db, { userId, points, reason, key }: PointsRequest): Promise<PointsResult> {
  return inTransaction(db, async (connection) => {
    await run(connection, lockUser, [userId]);
    const [sum] = await run<{ balance: number; known: boolean }>(connection, balanceOf, [userId, key]);
    const { balance, known } = sum!;
    if (known) return { kind: 'entered', balance, again: true };
    if (balance + points < 0) return { kind: 'refused', balance };
    await run(connection, enterPoints, [userId, points, reason, key]);
    return { kind: 'entered', balance: balance + points, again: false };
  });
}
