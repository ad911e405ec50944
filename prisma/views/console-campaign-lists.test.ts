import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from '../client.ts';
import { makeCampaign, makeUsers } from '../ledger/testing.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { codesTable, codeStates, type CodesWish } from './console-codes.ts';
import { waitingTable, type WaitingWish } from './console-waiting.ts';
import { readTable } from './table.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

const slice = { limit: 50, offset: 0 };
const hours = (count: number) => new Date(Date.now() + count * 3_600_000);

test('the table of codes tells what each still admits, and finds none by its hidden part', async () => {
  const [{ id: campaignId, slug }, other] = [await makeCampaign(db), await makeCampaign(db)];
  const code = (given: { code: string; note?: string; uses?: number; expiresAt?: Date; revokedAt?: Date }) =>
    db.invitationCode.create({ data: { campaignId, usesMax: 2, ...given } });
  await code({ code: 'HIDDENAAAA', note: '书店 100%' });
  await code({ code: 'HIDDENBBBB', uses: 2 });
  await code({ code: 'HIDDENCCCC', uses: 2, expiresAt: hours(-1) });
  await code({ code: 'HIDDENDDDD', expiresAt: hours(-1), revokedAt: hours(-2) });
  await db.invitationCode.create({ data: { campaignId: other.id, usesMax: 1, code: 'HIDDENAAAB' } });
  const find = async (filters: CodesWish['filters']) => {
    const { rows, total } = await readTable(
      db,
      codesTable,
      { sort: 'created', descending: false, filters },
      slice,
    );
    expect(total).toBe(rows.length);
    return rows.map((row) => row.code.slice(-4)).toSorted();
  };
  expect(await find({ campaign: slug })).toEqual(['AAAA', 'BBBB', 'CCCC', 'DDDD']);
  const each = await Promise.all(codeStates.map((state) => find({ campaign: slug, state })));
  expect(Object.fromEntries(codeStates.map((state, i) => [state, each[i]]))).toEqual({
    ...{ usable: ['AAAA'], used_up: ['BBBB'], over: ['CCCC'], revoked: ['DDDD'] },
  });
  expect(await find({ q: 'aaaa' })).toEqual(['AAAA']);
  expect(await find({ q: '书店' })).toEqual(['AAAA']);
  for (const q of ['HIDDEN', 'AAA', 'NAAAA', '_', '0%_']) expect(await find({ q }), q).toEqual([]);
  expect(await find({ campaign: 'nowhere' })).toEqual([]);
});

test('the table of who waits has nobody who left, in the order of the line, and tells for whom a place is kept', async () => {
  const [{ id: campaignId, slug }, other] = [await makeCampaign(db), await makeCampaign(db)];
  const [first, second, gone] = (await makeUsers(db, 3)) as [string, string, string];
  const wait = (userId: string, more: { offerExpiresAt?: Date; leftAt?: Date } = {}) =>
    db.waitingEntry.create({ data: { campaignId, userId, ...more } });
  await wait(gone, { leftAt: hours(-1) });
  await wait(first, { offerExpiresAt: hours(3) });
  await wait(second);
  await db.waitingEntry.create({ data: { campaignId: other.id, userId: first } });
  const find = async (filters: WaitingWish['filters'], sort: WaitingWish['sort'] = 'joined') =>
    (await readTable(db, waitingTable, { sort, descending: false, filters }, slice)).rows;
  const ids = async (filters: WaitingWish['filters']) => (await find(filters)).map(({ user_id: id }) => id);
  expect(await ids({ campaign: slug })).toEqual([first, second]);
  expect(await ids({})).toEqual([first, second, first]);
  expect(await ids({ campaign: slug, offer: 'yes' })).toEqual([first]);
  expect(await ids({ campaign: slug, offer: 'no' })).toEqual([second]);
  const { phone } = await db.user.findUniqueOrThrow({ where: { id: second } });
  expect(await find({ q: phone.slice(5) }, 'phone')).toMatchObject([
    { user_id: second, phone, slug, name: { zh: '活动', en: 'Campaign' }, offer_expires_at: null },
  ]);
});
