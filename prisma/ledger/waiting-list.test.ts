import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { moveClock } from '../clock.ts';
import { HOUR_MS } from '../domain/calendar.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { claim } from './claim.ts';
import { checkLedgers, everyoneIsPro, makeCampaign, makeUsers } from './testing.ts';
import { joinWaitingList, leaveWaitingList, offerPlaces, readWaitingPlace } from './waiting-list.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase({ max: 20 })));
beforeEach(() => moveClock(database.db, 'reset'));
afterEach(() => checkLedgers(database.db));
afterAll(() => database.drop());

const take = (userId: string, campaignId: string) =>
  claim(database.db, everyoneIsPro, { userId, campaignId });
const join = (userId: string, campaignId: string) => joinWaitingList(database.db, { userId, campaignId });
const place = (userId: string, campaignId: string) => readWaitingPlace(database.db, { userId, campaignId });

/** A campaign whose stock is claimed, and people who wait for more of it in their order. */
async function soldOut({ stock = 1, waiting = 0 } = {}) {
  const { db } = database;
  const { id } = await makeCampaign(db, { stock, policy: { waitingList: true } });
  const users = await makeUsers(db, stock + waiting);
  const [claimed, line] = [users.slice(0, stock), users.slice(stock)];
  for (const user of claimed) await take(user, id);
  for (const user of line) await join(user, id);
  return { id, line };
}

const addStock = async (id: string, stock: number) => {
  await database.db.campaign.update({ where: { id }, data: { stock } });
  return offerPlaces(database.db, id);
};

describe('the line', () => {
  test('keeps the order of joining, and joining again keeps the place', async () => {
    const { id, line } = await soldOut({ waiting: 3 });
    expect(await join(line[1]!, id)).toMatchObject({ kind: 'waiting', before: 1 });
    expect(await place(line[2]!, id)).toMatchObject({ kind: 'waiting', before: 2 });
  });

  test('who leaves and joins again is last', async () => {
    const { id, line } = await soldOut({ waiting: 3 });
    expect(await leaveWaitingList(database.db, { userId: line[0]!, campaignId: id })).toBe(true);
    expect(await leaveWaitingList(database.db, { userId: line[0]!, campaignId: id })).toBe(false);
    expect(await join(line[0]!, id)).toMatchObject({ before: 2 });
    expect(await place(line[1]!, id)).toMatchObject({ before: 0 });
  });

  test('is refused while there is stock, without a line in the policy, and to who has claimed', async () => {
    const { db } = database;
    const free = await makeCampaign(db, { stock: 2, policy: { waitingList: true } });
    const none = await makeCampaign(db, { stock: 0 });
    const [user, other] = await makeUsers(db, 2);
    expect(await join(user!, free.id)).toMatchObject({ refusal: { reason: 'stock_left', left: 2 } });
    expect(await join(user!, none.id)).toMatchObject({ refusal: { reason: 'waiting_list_none' } });
    await take(user!, free.id);
    await take(other!, free.id);
    expect(await join(user!, free.id)).toEqual({ kind: 'claimed' });
    const early = { claimFirstDay: '2099-01-01', claimLastDay: '2099-01-02', lastDayOfUse: '2099-02-01' };
    const later = await makeCampaign(db, { stock: 1, policy: { waitingList: true, ...early } });
    expect(await join(user!, later.id)).toMatchObject({ refusal: { reason: 'window_not_open' } });
    const unknown = '00000000-0000-4000-8000-000000000000';
    expect(await join(user!, unknown)).toMatchObject({ refusal: { reason: 'campaign_unknown' } });
  });
});

describe('a place that becomes free', () => {
  test('is kept for who waits longest, and nobody else gets it', async () => {
    const { id, line } = await soldOut({ waiting: 2 });
    expect(await addStock(id, 2)).toBe(1);
    expect(await place(line[0]!, id)).toMatchObject({ kind: 'offered' });
    expect(await place(line[1]!, id)).toMatchObject({ kind: 'waiting', before: 0 });
    const [stranger] = await makeUsers(database.db, 1);
    const held = { refusal: { reason: 'stock_held', stock: 2, held: 1 } };
    expect(await take(stranger!, id)).toMatchObject(held);
    expect(await take(line[1]!, id)).toMatchObject(held);
    expect(await take(line[0]!, id)).toMatchObject({ kind: 'claimed', again: false });
    expect(await place(line[0]!, id)).toBeNull();
    expect(await take(line[1]!, id)).toMatchObject({ refusal: { reason: 'stock_empty' } });
  });

  test('goes to the next when its hours are over, and the first is out of the line', async () => {
    const { db } = database;
    const { id, line } = await soldOut({ waiting: 2 });
    await addStock(id, 2);
    await moveClock(db, { byMs: 24 * HOUR_MS });
    expect(await take(line[0]!, id)).toMatchObject({ refusal: { reason: 'stock_held' } });
    expect(await offerPlaces(db, id)).toBe(1);
    expect(await place(line[0]!, id)).toBeNull();
    expect(await place(line[1]!, id)).toMatchObject({ kind: 'offered' });
    expect(await offerPlaces(db, id)).toBe(0);
  });

  test('goes to the next when the first leaves', async () => {
    const { id, line } = await soldOut({ waiting: 2 });
    await addStock(id, 2);
    await leaveWaitingList(database.db, { userId: line[0]!, campaignId: id });
    expect(await place(line[1]!, id)).toMatchObject({ kind: 'offered' });
  });

  test('is everybody’s when nobody waits any more', async () => {
    const { id, line } = await soldOut({ waiting: 1 });
    await addStock(id, 2);
    await leaveWaitingList(database.db, { userId: line[0]!, campaignId: id });
    const [stranger] = await makeUsers(database.db, 1);
    expect(await take(stranger!, id)).toMatchObject({ kind: 'claimed' });
  });

  test('plans the look at which its offer ends, by the service’s clock', async () => {
    const { db } = database;
    const { id } = await soldOut({ waiting: 1 });
    await addStock(id, 2);
    const [job] = await db.$queryRaw<{ hours: number }[]>`
      select (extract(epoch from run_at - now()) / 3600)::float8 as hours
      from graphile_worker._private_jobs where key = ${`offer-places:${id}`}`;
    expect(job!.hours).toBeCloseTo(24, 1);
  });
});

test('claims, offers, leaving and ends of offers at the same time keep every place counted', async () => {
  const { db } = database;
  const { id, line } = await soldOut({ stock: 5, waiting: 20 });
  const strangers = await makeUsers(db, 10);
  const request = (userId: string) => ({ userId, campaignId: id });
  await db.campaign.update({ where: { id }, data: { stock: 15 } });
  await Promise.all([
    ...Array.from({ length: 4 }, () => offerPlaces(db, id)),
    ...strangers.map((user) => take(user, id)),
    ...line.map((user) => take(user, id)),
    ...line.slice(0, 5).map((user) => leaveWaitingList(db, request(user))),
    ...strangers.map((user) => joinWaitingList(db, request(user))),
  ]);
  await checkLedgers(db);
  await Promise.all([...line, ...strangers].map((user) => take(user, id)));
  await moveClock(db, { byMs: 24 * HOUR_MS });
  await Promise.all([offerPlaces(db, id), ...line.map((user) => take(user, id))]);
  const { claimed, held } = await db.campaign.findUniqueOrThrow({ where: { id } });
  expect(claimed + held).toBeLessThanOrEqual(15);
  expect(await db.entitlement.count({ where: { campaignId: id } })).toBe(claimed);
});
