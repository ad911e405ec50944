import { afterAll, beforeAll, expect, test } from 'vitest';
import { appNow } from './clock.ts';
import { decideClaim } from './domain/claim.ts';
import type { RefusalReason } from './domain/refusals.ts';
import { importedMemberships } from './membership/imported.ts';
import { seedDemo } from './seed.ts';
import { createTestDatabase, type TestDatabase } from './testing.ts';
import { readCampaign } from './views/campaign.ts';
import { readComputer } from './views/computer.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase()));
afterAll(() => database.drop());

test('a second seeding, on a later day, changes nothing', async () => {
  const { db } = database;
  const now = await appNow(db);
  await seedDemo(db, now);
  const counts = () =>
    Promise.all([db.campaign.findMany(), db.membership.findMany(), db.pointEntry.findMany()]);
  const before = await counts();
  await seedDemo(db, new Date(now.getTime() + 86_400_000));
  expect(await counts()).toEqual(before);
});

test.each<[string, 'granted' | RefusalReason]>([
  ['+8613800000001', 'granted'],
  ['+8613800000002', 'granted'],
  ['+8613800000003', 'points_short'],
  ['+8613800000004', 'points_short'],
])('the demo’s plan holder %s: %s', async (phone, expected) => {
  const { db } = database;
  const campaign = (await readCampaign(db, 'demo'))!;
  const membership = await importedMemberships(db).lookup(phone, campaign.now);
  const decision = decideClaim({ ...campaign, membership, balance: 0, phoneUsed: false }, campaign.now);
  expect(decision.kind === 'refused' ? decision.refusal.reason : decision.kind).toBe(expected);
});

test('the demo’s user with points has them', async () => {
  const user = await database.db.user.findUniqueOrThrow({ where: { phone: '+8613800000005' } });
  expect(await readComputer(database.db, user.id)).toMatchObject({ balance: 1000, instance: null });
});
