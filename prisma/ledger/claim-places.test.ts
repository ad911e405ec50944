import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { createPlaces } from './claim-places.ts';
import { makeCampaign, makeUsers } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase()));
afterAll(() => database.drop());

test('a click that meets one of the same user at another portal has the place of that one, and overtakes nobody', async () => {
  const { db } = database;
  const { id: campaignId } = await makeCampaign(db, { stock: 5 });
  const [userId] = await makeUsers(db, 1);
  const waiting = async () =>
    (
      await db.pool.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
    ).rowCount;
  const other = await db.pool.connect();
  try {
    await other.query('begin');
    const { rows } = await other.query<{ place: number }>(
      `insert into claim_requests (campaign_id, user_id, wish) values ($1, $2, '{}') returning id::float8 as place`,
      [campaignId, userId],
    );
    const taking = createPlaces(db).take({ userId: userId!, campaignId, wish: {} });
    await expect.poll(waiting).toBe(1);
    await other.query('commit');
    expect(await taking).toEqual({ kind: 'waiting', place: rows[0]!.place });
  } finally {
    other.release();
  }
});
