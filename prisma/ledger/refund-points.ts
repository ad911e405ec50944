import { lockUser } from './claim-statements.ts';
import { run, type Connection, type Statement } from './connection.ts';

export interface RefundedPoints {
  userId: string;
  /** whole points that go with the money; at least 0 */
  points: number;
  /** the refund or dispute; the same key again changes nothing */
  key: string;
  note: string;
}

export interface PointsTaken {
  taken: number;
  /** what had been spent already and cannot be taken */
  short: number;
}

const takePoints: Statement = {
  name: 'take-refunded-points',
  text: `
    insert into point_entries (user_id, points, reason, key, note)
    select $1::uuid, -least($2::int, coalesce(sum(points), 0)), 'refund', $3, $4 from point_entries where user_id = $1::uuid
    on conflict (key) do nothing
    returning points`,
};

const returnPoints: Statement = {
  name: 'return-refunded-points',
  text: `
    insert into point_entries (user_id, points, reason, key, note)
    select user_id, -points, 'refund', $3, note from point_entries where user_id = $1::uuid and key = $2
    on conflict (key) do nothing`,
};

const entryOf: Statement = {
  name: 'refunded-points-entry',
  text: `select points from point_entries where user_id = $1::uuid and key = $2`,
};

/**
 * Takes the points of a refunded purchase, at most what is there: the balance never goes below 0, and what was short is
 * never asked for again. Once per key, also when there was nothing to take.
 */
export async function takeRefundedPoints(
  connection: Connection,
  { userId, points, key, note }: RefundedPoints,
): Promise<PointsTaken> {
  await run(connection, lockUser, [userId]);
  const values = [userId, points, key, note];
  const [made] = await run<{ points: number }>(connection, takePoints, values);
  const [entry] = made ? [made] : await run<{ points: number }>(connection, entryOf, [userId, key]);
  const taken = -(entry?.points ?? 0);
  return { taken, short: Math.max(points - taken, 0) };
}

/** Gives again what `takeRefundedPoints` took under `key`: the money stayed after all. Once. */
export async function returnRefundedPoints(
  connection: Connection,
  { userId, key, returnKey }: { userId: string; key: string; returnKey: string },
): Promise<void> {
  await run(connection, lockUser, [userId]);
  await run(connection, returnPoints, [userId, key, returnKey]);
}
