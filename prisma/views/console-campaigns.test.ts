import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '../audit/write.ts';
import { claim } from '../ledger/claim.ts';
import { everyoneIsPro, makeCampaign, makeUsers, nobodyHasAPlan } from '../ledger/testing.ts';
import { joinWaitingList } from '../ledger/waiting-list.ts';
import { offerPlacesNow } from '../operations/waiting-list.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import {
  campaignsTable,
  readCampaignFigures,
  readClaimsPerDay,
  readCodeFigures,
  readLineOf,
} from './console-campaigns.ts';
import { readTable } from './table.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase()));
afterAll(() => database.drop());

const actor = (role: Actor['role']): Actor => ({ kind: 'staff', id: 's', name: 's', role, address: '' });
const list = (filters: { q?: string } = {}, slice = { limit: 50, offset: 0 }) =>
  readTable(database.db, campaignsTable, { sort: 'claimed', descending: true, filters }, slice);

test('a campaign’s row counts its own claims, people, waiting and points, and no other’s', async () => {
  const { db } = database;
  const policy = { waitingList: true };
  const [one, other] = [
    await makeCampaign(db, { stock: 2, policy }),
    await makeCampaign(db, { stock: 1, policy }),
  ];
  const [payer, member, waits, later] = await makeUsers(db, 4, { points: 100 });
  await claim(db, nobodyHasAPlan, { userId: payer!, campaignId: one.id });
  await claim(db, everyoneIsPro, { userId: member!, campaignId: one.id });
  await claim(db, everyoneIsPro, { userId: payer!, campaignId: other.id });
  for (const userId of [waits!, later!]) await joinWaitingList(db, { userId, campaignId: one.id });

  const page = await list();
  expect(page.total).toBe(2);
  expect(page.rows).toMatchObject([
    { id: one.id, claimed: 2, active: 2, waiting: 2, revenue: 100 },
    { id: other.id, claimed: 1, active: 1, waiting: 0, revenue: 0 },
  ]);
  expect(await readCampaignFigures(db, one.id)).toEqual({ active: 2, waiting: 2, revenue: 100 });
  const second = await list({}, { limit: 1, offset: 1 });
  expect(second).toMatchObject({ total: 2, rows: [{ id: other.id }] });
  expect((await list({ q: other.slug.toUpperCase() })).rows.map(({ id }) => id)).toEqual([other.id]);
  expect((await list({ q: '%' })).total).toBe(0);

  const days = await readClaimsPerDay(db, { id: one.id, zone: 'Asia/Shanghai' });
  expect(days).toHaveLength(30);
  expect(days.at(-1)!.claims).toBe(2);
  expect(await readCodeFigures(db, one.id)).toEqual({ codes: 0, uses: 0, left: 0 });
  expect((await readLineOf(db, { id: one.id, limit: 1 })).map(({ userId }) => userId)).toEqual([waits]);

  // more stock by hand: the look of now offers it, once, and says so in the log
  await db.campaign.update({ where: { id: one.id }, data: { stock: 3 } });
  const request = { campaignId: one.id };
  expect(await offerPlacesNow(db, actor('auditor'), request)).toMatchObject({ kind: 'forbidden' });
  expect(await offerPlacesNow(db, actor('operator'), request)).toEqual({ kind: 'offered', places: 1 });
  expect(await offerPlacesNow(db, actor('operator'), request)).toEqual({ kind: 'offered', places: 0 });
  expect(await db.auditEntry.count({ where: { action: 'waiting_list.offer' } })).toBe(1);
  expect((await readLineOf(db, { id: one.id, limit: 9 }))[0]).toMatchObject({
    userId: waits,
    offerExpiresAt: expect.any(Date) as Date,
  });
  expect(await offerPlacesNow(db, actor('operator'), { campaignId: 'no-id' })).toEqual({ kind: 'not_found' });
});
