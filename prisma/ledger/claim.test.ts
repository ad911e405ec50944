import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { claim, type Claimed } from './claim.ts';
import type { Refused } from '../domain/refusals.ts';
import { raceInProcesses, startRacer } from './racing.ts';
import {
  checkLedgers,
  everyoneIsPro,
  makeCampaign,
  makeUsers,
  nobodyHasAPlan,
  sourceIsDown,
} from './testing.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase({ max: 40 })));
afterEach(() => checkLedgers(database.db));
afterAll(() => database.drop());

type Result = Claimed | Refused;
const won = (results: Result[]) => results.filter((result) => result.kind === 'claimed' && !result.again);
const reasons = (results: Result[]) =>
  new Set(results.flatMap((result) => (result.kind === 'refused' ? [result.refusal.reason] : [])));

test('a claim makes the entitlement, its first entry, the instance and its job at once', async () => {
  const { db } = database;
  const { id: campaignId } = await makeCampaign(db, { stock: 10 });
  const [userId] = await makeUsers(db, 1);
  const result = await claim(db, everyoneIsPro, { userId: userId!, campaignId });
  expect(result).toMatchObject({ kind: 'claimed', points: 0, again: false });
  const { entitlementId, instanceId } = result as Claimed;
  expect(
    await db.entitlement.findUnique({ where: { id: entitlementId }, include: { days: true } }),
  ).toMatchObject({
    userId,
    grantedDays: 1,
    grants: 1,
    startedAt: null,
    expiresAt: null,
    days: [{ days: 1, reason: 'claim' }],
  });
  expect(await db.instance.findUnique({ where: { id: instanceId } })).toMatchObject({
    userId,
    phase: 'provisioning',
  });
  const jobs = await db.$queryRaw<unknown[]>`
    select payload from graphile_worker._private_jobs where key = ${`reconcile:${instanceId}`}`;
  expect(jobs).toEqual([{ payload: { instanceId } }]);
});

test('a second claim, also after the window or the plan is gone, answers with the first one’s result', async () => {
  const { db } = database;
  const { id: campaignId } = await makeCampaign(db);
  const [userId] = await makeUsers(db, 1);
  const first = (await claim(db, everyoneIsPro, { userId: userId!, campaignId })) as Claimed;
  const policy = (await db.campaign.findUniqueOrThrow({ where: { id: campaignId } })).policy as object;
  await db.campaign.update({
    where: { id: campaignId },
    data: { policy: { ...policy, claimFirstDay: '2020-01-01', claimLastDay: '2020-01-02' } },
  });
  expect(await claim(db, nobodyHasAPlan, { userId: userId!, campaignId })).toEqual({ ...first, again: true });
});

// processes of their own start slowly on a busy machine
describe('exactly once', { timeout: 60_000 }, () => {
  test('parallel clicks of one user from several processes make one claim and get one answer', async () => {
    const { db, url } = database;
    const { id: campaignId } = await makeCampaign(db, { stock: 5 });
    const [userId] = await makeUsers(db, 1);
    const clicks = Array.from({ length: 10 }, () => ({ userId: userId!, campaignId }));
    const results = await raceInProcesses<Result>([
      { url, source: 'pro', claims: clicks },
      { url, source: 'pro', claims: clicks },
    ]);
    expect(won(results)).toHaveLength(1);
    const answers = results.map((result) => ({ ...result, again: null }));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await db.campaign.findUnique({ where: { id: campaignId } })).toMatchObject({ claimed: 1 });
  });

  test('a stock of 1 with 500 takers in three processes goes to one; the others hear that it is empty', async () => {
    const { db, url } = database;
    const { id: campaignId } = await makeCampaign(db, { stock: 1 });
    const users = await makeUsers(db, 500);
    const claims = users.map((userId) => ({ userId, campaignId }));
    const results = await raceInProcesses<Result>(
      [0, 1, 2].map((n) => ({ url, source: 'pro', claims: claims.filter((_, i) => i % 3 === n) })),
    );
    expect(results).toHaveLength(500);
    expect(won(results)).toHaveLength(1);
    expect(reasons(results)).toEqual(new Set(['stock_empty']));
    expect(await db.entitlement.count({ where: { campaignId } })).toBe(1);
    expect(await db.instance.count({ where: { userId: { in: users } } })).toBe(1);
  });

  test('a stock of 50 with 80 takers at once is given out whole', async () => {
    const { db } = database;
    const { id: campaignId } = await makeCampaign(db, { stock: 50 });
    const users = await makeUsers(db, 80);
    const results = await Promise.all(
      users.map((userId) => claim(db, everyoneIsPro, { userId, campaignId })),
    );
    expect(won(results)).toHaveLength(50);
    expect(reasons(results)).toEqual(new Set(['stock_empty']));
  });

  test('points enough for one claim pay for one of two campaigns claimed at the same time', async () => {
    const { db, url } = database;
    const campaigns = await Promise.all([makeCampaign(db), makeCampaign(db)]);
    const [userId] = await makeUsers(db, 1, { points: 150 });
    const results = await raceInProcesses<Result>(
      campaigns.map(({ id }) => ({ url, source: 'points', claims: [{ userId: userId!, campaignId: id }] })),
    );
    expect(won(results)).toMatchObject([{ points: 100 }]);
    expect(results.find((result) => result.kind === 'refused')).toMatchObject({
      refusal: { reason: 'points_short', needed: 100, balance: 50 },
    });
  });

  test('a paid claim clicked twice at once pays once, and both answers say the same', async () => {
    const { db } = database;
    const { id: campaignId } = await makeCampaign(db);
    const [userId] = await makeUsers(db, 1, { points: 1000 });
    const click = () => claim(db, nobodyHasAPlan, { userId: userId!, campaignId });
    const results = await Promise.all([click(), click(), click()]);
    expect(won(results)).toHaveLength(1);
    expect(results).toMatchObject([{ points: 100 }, { points: 100 }, { points: 100 }]);
    expect(
      await db.pointEntry.aggregate({ where: { userId: userId! }, _sum: { points: true } }),
    ).toMatchObject({
      _sum: { points: 900 },
    });
  });
});

test(
  'a process killed in the middle of claims leaves whole claims only, and the users claim again in peace',
  { timeout: 60_000 },
  async () => {
    const { db, url } = database;
    const { id: campaignId } = await makeCampaign(db);
    const users = await makeUsers(db, 400);
    const { child, lines } = startRacer({
      url,
      source: 'pro',
      claims: users.map((userId) => ({ userId, campaignId })),
    });
    await lines.next();
    const ended = once(child, 'exit');
    // the last claim waits for this, so that the end comes before the process is done, however late it comes
    const holder = await db.pool.connect();
    await holder.query('begin');
    await holder.query('select from users where id = $1 for update', [users.at(-1)]);
    child.stdin.write('go\n');
    await expect
      .poll(() => db.entitlement.count({ where: { campaignId } }), { interval: 1, timeout: 20_000 })
      .toBeGreaterThan(5);
    child.kill('SIGKILL');
    await ended;
    await holder.query('rollback');
    holder.release();
    await checkLedgers(db);
    const before = await db.entitlement.count({ where: { campaignId } });
    expect(before).toBeLessThan(400);
    const results = await Promise.all(
      users.map((userId) => claim(db, everyoneIsPro, { userId, campaignId })),
    );
    expect(won(results).length).toBeLessThanOrEqual(400 - before);
    expect(await db.entitlement.count({ where: { campaignId } })).toBe(400);
  },
);

describe('a refused claim writes nothing', () => {
  test.each([
    ['no consent and no points', everyoneIsPro, { consent: false }, 'points_short'],
    ['no plan and no points', nobodyHasAPlan, {}, 'points_short'],
    [
      'a source that is down, although there are points',
      sourceIsDown,
      { points: 500 },
      'membership_unavailable',
    ],
  ])('%s', async (_, source, user, reason) => {
    const { db } = database;
    const { id: campaignId } = await makeCampaign(db);
    const [userId] = await makeUsers(db, 1, user);
    expect(await claim(db, source, { userId: userId!, campaignId })).toMatchObject({ refusal: { reason } });
    expect(await db.entitlement.count({ where: { userId: userId! } })).toBe(0);
    expect(await db.instance.count({ where: { userId: userId! } })).toBe(0);
  });

  test('a number that claimed under another account', async () => {
    const { db } = database;
    const { id: campaignId } = await makeCampaign(db);
    const [first, second] = await makeUsers(db, 2);
    await claim(db, everyoneIsPro, { userId: first!, campaignId });
    const { phone } = await db.user
      .update({ where: { id: first! }, data: { phone: '+8613000000000' } })
      .then(() => db.entitlement.findFirstOrThrow({ where: { userId: first! } }));
    await db.user.update({ where: { id: second! }, data: { phone } });
    expect(await claim(db, everyoneIsPro, { userId: second!, campaignId })).toEqual({
      kind: 'refused',
      refusal: { reason: 'phone_used' },
    });
  });

  test('a price above what the page showed', async () => {
    const { db } = database;
    const { id: campaignId } = await makeCampaign(db);
    const [userId] = await makeUsers(db, 1, { points: 500 });
    const request = { userId: userId!, campaignId, pointsShown: 0 };
    expect(await claim(db, nobodyHasAPlan, request)).toMatchObject({
      refusal: { reason: 'price_changed', points: 100, shown: 0 },
    });
  });

  test('an unknown campaign', async () => {
    const [userId] = await makeUsers(database.db, 1);
    const request = { userId: userId!, campaignId: '00000000-0000-4000-8000-000000000000' };
    expect(await claim(database.db, everyoneIsPro, request)).toMatchObject({
      refusal: { reason: 'campaign_unknown' },
    });
  });
});

test('a second campaign of the same user uses the same instance', async () => {
  const { db } = database;
  const [one, two] = await Promise.all([makeCampaign(db), makeCampaign(db)]);
  const [userId] = await makeUsers(db, 1);
  const first = (await claim(db, everyoneIsPro, { userId: userId!, campaignId: one.id })) as Claimed;
  const second = (await claim(db, everyoneIsPro, { userId: userId!, campaignId: two.id })) as Claimed;
  expect(second.instanceId).toBe(first.instanceId);
  expect(second.entitlementId).not.toBe(first.entitlementId);
});
