import { moveClock } from '@rockpool/db/clock';
import { HOUR_MS } from '@rockpool/db/domain/calendar';
import { demoPolicy } from '@rockpool/db/domain/policy';
import { joinWaitingList, offerPlaces, readWaitingPlace } from '@rockpool/db/ledger/waiting-list';
import { membershipSource } from '@rockpool/db/membership/all';
import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepHouse } from '../jobs/housekeeping.ts';
import { startPortalWorker } from '../jobs/worker.ts';
import { benefitSteps, waitingListJobs } from './benefit-jobs.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function lineOfTwo() {
  const { db } = database;
  const { id: campaignId } = await db.campaign.create({
    data: {
      slug: crypto.randomUUID(),
      name: { zh: '活动', en: 'Campaign' },
      policy: { ...demoPolicy(new Date()), waitingList: true },
      stock: 0,
    },
  });
  const users = [];
  for (let i = 0; i < 2; i++) {
    const user = await db.user.create({ data: { phone: crypto.randomUUID() } });
    await joinWaitingList(db, { userId: user.id, campaignId });
    users.push({ userId: user.id, campaignId });
  }
  await db.campaign.update({ where: { id: campaignId }, data: { stock: 1 } });
  return { campaignId, first: users[0]!, second: users[1]! };
}

test('an offer that runs out goes to the next by a job, also when the sandbox moves the clock', async () => {
  const { db } = database;
  const { campaignId, first, second } = await lineOfTwo();
  const worker = await startPortalWorker([waitingListJobs(db)], {
    databaseUrl: database.url,
    log: () => {},
  });
  await offerPlaces(db, campaignId);
  expect(await readWaitingPlace(db, first)).toMatchObject({ kind: 'offered' });
  await moveClock(db, { byMs: 24 * HOUR_MS });
  await expect
    .poll(() => readWaitingPlace(db, second), { timeout: 10_000 })
    .toMatchObject({ kind: 'offered' });
  expect(await readWaitingPlace(db, first)).toBeNull();
  await worker.stop();
  await moveClock(db, 'reset');
});

test('housekeeping makes good for a job that was lost', async () => {
  const { db } = database;
  const { first } = await lineOfTwo();
  const source = membershipSource(db, { api: null });
  await keepHouse(db, benefitSteps(source), () => {});
  expect(await readWaitingPlace(db, first)).toMatchObject({ kind: 'offered' });
});
