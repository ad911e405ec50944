import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { closeDb, createDb } from '../client.ts';
import { appNow, moveClock } from '../clock.ts';
import type { MembershipSource } from '../membership/source.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { createClaimQueue, type Asked, type ClaimQueue } from './claim-queue.ts';
import { countWaiting, lineUp, readAnswers, saidOf } from './claim-queue-testing.ts';
import { createLineReader } from './claim-line-view.ts';
import { addPoints } from './points.ts';
import {
  checkLedgers,
  everyoneIsPro,
  makeCampaign,
  makeUsers,
  nobodyHasAPlan,
  sourceIsDown,
} from './testing.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase({ max: 20 })));
afterAll(() => database.drop());

const queues: ClaimQueue[] = [];
function open(source: MembershipSource = everyoneIsPro, db = database.db): ClaimQueue {
  const queue = createClaimQueue(db, source, { onError: (error) => console.error(error) });
  queues.push(queue);
  return queue;
}
afterEach(async () => {
  await Promise.all(queues.splice(0).map((queue) => queue.stop()));
  await checkLedgers(database.db);
});

const waitMs = 20_000;
const said = (asked: Asked) => (asked.kind === 'answered' ? saidOf(asked.answer) : 'waits');
const numbered = (count: number, word: string) => Array.from({ length: count }, () => word);

describe('a rush', () => {
  test('2,000 people for a stock of 200: the first 200 get it, the others hear that it is empty', async () => {
    const { db } = database;
    const { id: campaignId } = await makeCampaign(db, { stock: 200 });
    const users = await makeUsers(db, 2000);
    const queue = open();
    const results = await Promise.all(users.map((userId) => queue.ask({ userId, campaignId }, waitMs)));
    expect(results.map(said)).toEqual([...numbered(200, 'claimed'), ...numbered(1800, 'stock_empty')]);
    expect(await db.entitlement.count({ where: { campaignId } })).toBe(200);
  });

  test('a code that no database can store spoils nobody else’s place', async () => {
    const { db } = database;
    const { id: campaignId } = await makeCampaign(db, { stock: 9 });
    const users = await makeUsers(db, 9);
    const codes = [undefined, '\0', '\ud800', 'AB\0CD'];
    const queue = open();
    const results = await Promise.all(
      users.map((userId, n) => {
        const code = codes[n % codes.length];
        return queue.ask({ userId, campaignId, ...(code !== undefined && { code }) }, waitMs);
      }),
    );
    expect(results.map(said)).toEqual(numbered(9, 'claimed'));
  });

  test('two portals share one line: exactly the stock, one answer each', async () => {
    const { db, url } = database;
    const { id: campaignId } = await makeCampaign(db, { stock: 40 });
    const users = await makeUsers(db, 300);
    const other = createDb(url, { max: 8 });
    const portals = [open(), open(everyoneIsPro, other)];
    const asks = users.flatMap((userId) =>
      portals.map((portal) => portal.ask({ userId, campaignId }, waitMs)),
    );
    const results = await Promise.all(asks);
    for (let n = 0; n < results.length; n += 2) expect(said(results[n]!)).toBe(said(results[n + 1]!));
    expect(results.filter((result) => said(result) === 'claimed')).toHaveLength(80);
    await Promise.all(queues.splice(0).map((queue) => queue.stop()));
    await closeDb(other);
  });

  test.each([
    [0, 0],
    [1, 1],
    [null, 30],
  ])('with a stock of %s and 30 takers, %i get it, the first ones', async (stock, granted) => {
    const { db } = database;
    const { id: campaignId } = await makeCampaign(db, { stock });
    const users = await makeUsers(db, 30);
    const queue = open();
    const results = await Promise.all(users.map((userId) => queue.ask({ userId, campaignId }, waitMs)));
    expect(results.map(said)).toEqual([
      ...numbered(granted, 'claimed'),
      ...numbered(30 - granted, 'stock_empty'),
    ]);
  });
});

describe('a place', () => {
  test('is kept by the first request: who asks a hundred times is no earlier and no later', async () => {
    const { db } = database;
    const { id: campaignId } = await makeCampaign(db, { stock: 10 });
    const users = await makeUsers(db, 20);
    const storming = users[10]!;
    await lineUp(db, campaignId, users.slice(0, 11));
    const before = await db.claimRequest.findFirstOrThrow({ where: { userId: storming } });
    await lineUp(db, campaignId, [...numbered(100, storming), ...users.slice(11)]);
    expect(await db.claimRequest.findFirstOrThrow({ where: { userId: storming } })).toEqual(before);
    const answer = await open().ask({ userId: storming, campaignId }, waitMs);
    expect(said(answer)).toBe('stock_empty');
    expect(await db.claimRequest.count({ where: { campaignId } })).toBe(20);
  });

  test('of a refusal that the user cured is a new one at the end, once, however often it is clicked', async () => {
    const { db } = database;
    const { id: campaignId } = await makeCampaign(db, { stock: 5 });
    const [poor, behind] = await makeUsers(db, 2, { consent: false });
    const queue = open(nobodyHasAPlan);
    expect(said(await queue.ask({ userId: poor!, campaignId }, waitMs))).toBe('points_short');
    const first = await db.claimRequest.findFirstOrThrow({ where: { userId: poor! } });
    await addPoints(db, { userId: poor!, points: 100, reason: 'purchase', key: `paid:${poor}` });
    await lineUp(db, campaignId, [behind!]);
    const clicks = await Promise.all(
      [1, 2, 3, 4].map(() => queue.ask({ userId: poor!, campaignId }, waitMs)),
    );
    expect(new Set(clicks.map(said))).toEqual(new Set(['claimed']));
    const [now, other] = await Promise.all(
      [poor!, behind!].map((userId) => db.claimRequest.findFirstOrThrow({ where: { userId } })),
    );
    expect(now!.id).toBeGreaterThan(first.id);
    expect(now!.id).toBeGreaterThan(other!.id);
  });

  test('that was answered “empty” is asked anew only when there is stock again', async () => {
    const { db } = database;
    const { id: campaignId } = await makeCampaign(db, { stock: 0 });
    const [userId] = await makeUsers(db, 1);
    const queue = open();
    expect(said(await queue.ask({ userId: userId!, campaignId }, waitMs))).toBe('stock_empty');
    const first = await db.claimRequest.findFirstOrThrow({ where: { userId: userId! } });
    expect(said(await queue.ask({ userId: userId!, campaignId }, waitMs))).toBe('stock_empty');
    expect(await db.claimRequest.findFirstOrThrow({ where: { userId: userId! } })).toEqual(first);
    await db.campaign.update({ where: { id: campaignId }, data: { stock: 1 } });
    expect(said(await queue.ask({ userId: userId!, campaignId }, waitMs))).toBe('claimed');
  });

  test('taken while claims were open counts, although the window closed before its turn', async () => {
    const { db } = database;
    const { id: campaignId } = await makeCampaign(db);
    const [inTime, late] = await makeUsers(db, 2);
    const now = await appNow(db);
    const today = now.toISOString().slice(0, 10);
    const midnight = Date.parse(`${today}T00:00:00Z`) + 86_400_000;
    const { policy } = await db.campaign.findUniqueOrThrow({ where: { id: campaignId } });
    await db.campaign.update({
      where: { id: campaignId },
      data: {
        policy: { ...(policy as object), zone: 'UTC', claimFirstDay: '2020-01-01', claimLastDay: today },
      },
    });
    await lineUp(db, campaignId, [inTime!]);
    await db.claimRequest.updateMany({
      where: { userId: inTime! },
      data: { requestedAt: new Date(midnight - 1) },
    });
    await moveClock(db, { byMs: midnight + 60_000 - now.getTime() });
    const queue = open();
    expect(said(await queue.ask({ userId: late!, campaignId }, waitMs))).toBe('window_closed');
    expect(await readAnswers(db, campaignId, [inTime!])).toEqual(['claimed']);
    await moveClock(db, 'reset');
  });

  test('of a line that stood still for longer than an hour is given up, and asked for again', async () => {
    const { db } = database;
    const { id: campaignId } = await makeCampaign(db);
    const users = await makeUsers(db, 3);
    await db.campaign.update({ where: { id: campaignId }, data: { pausedAt: new Date() } });
    await db.$executeRaw`
      insert into claim_requests (campaign_id, user_id, requested_at)
      select ${campaignId}::uuid, id, app_now() - interval '61 minutes' from users where id = any(${users}::uuid[])`;
    open();
    await expect.poll(() => db.claimRequest.count({ where: { campaignId } }), { timeout: 10_000 }).toBe(0);
  });
});

describe('the line', () => {
  test('stands still while the campaign is paused: no place is lost, nobody joins, then it goes on', async () => {
    const { db } = database;
    const { id: campaignId } = await makeCampaign(db, { stock: 3 });
    const users = await makeUsers(db, 6);
    await lineUp(db, campaignId, users.slice(0, 5));
    await db.campaign.update({ where: { id: campaignId }, data: { pausedAt: await appNow(db) } });
    const queue = open();
    expect(await queue.ask({ userId: users[0]!, campaignId }, 300)).toEqual({ kind: 'waiting' });
    await queue.ask({ userId: users[5]!, campaignId }, 300);
    expect(await countWaiting(db, campaignId)).toBe(5);
    expect(await createLineReader(db).look(campaignId, users[4]!)).toMatchObject({ before: 4, paused: true });
    await db.campaign.update({ where: { id: campaignId }, data: { pausedAt: null } });
    await expect.poll(() => countWaiting(db, campaignId), { timeout: 10_000 }).toBe(0);
    expect(await readAnswers(db, campaignId, users.slice(0, 5))).toEqual([
      ...numbered(3, 'claimed'),
      ...numbered(2, 'stock_empty'),
    ]);
  });

  test('goes on past people about whom the source says nothing, keeps stock for them, and asks again', async () => {
    const { db } = database;
    const { id: campaignId } = await makeCampaign(db, { stock: 3 });
    const users = await makeUsers(db, 5);
    const [slow] = await db.user.findMany({ where: { id: users[0]! } });
    let silences = 0;
    const source: MembershipSource = {
      lookup: (phone, now) =>
        phone === slow!.phone && silences++ === 0
          ? sourceIsDown.lookup(phone, now)
          : everyoneIsPro.lookup(phone, now),
    };
    await lineUp(db, campaignId, users);
    const queue = open(source);
    const second = await queue.ask({ userId: users[1]!, campaignId }, waitMs);
    expect(said(second)).toBe('claimed');
    expect(await readAnswers(db, campaignId, users)).toEqual([
      'waits',
      ...numbered(2, 'claimed'),
      'waits',
      'waits',
    ]);
    await expect.poll(() => countWaiting(db, campaignId), { timeout: 10_000 }).toBe(0);
    expect(await readAnswers(db, campaignId, users)).toEqual([
      ...numbered(3, 'claimed'),
      ...numbered(2, 'stock_empty'),
    ]);
  });

  test('is known as a rush by its length, which is what puzzles are asked for by', async () => {
    const { db } = database;
    const { id: campaignId } = await makeCampaign(db, { stock: 5 });
    await lineUp(db, campaignId, await makeUsers(db, 51));
    const reader = createLineReader(db);
    expect(reader.longest()).toBe(0);
    for (let made = 0; made < 200; made++) await reader.line(randomUUID());
    expect(await reader.line(campaignId)).toEqual({ length: 51, left: 5 });
    expect(reader.longest()).toBe(51);
    await db.claimRequest.deleteMany({ where: { campaignId } });
  });

  test('hears of a source that is down as one, and decides who needs no plan meanwhile', async () => {
    const { db } = database;
    const { id: campaignId } = await makeCampaign(db);
    const members = await makeUsers(db, 400);
    const [payer] = await makeUsers(db, 1, { points: 100, consent: false });
    let lookups = 0;
    const source: MembershipSource = {
      lookup: (phone, now) => {
        lookups++;
        return sourceIsDown.lookup(phone, now);
      },
    };
    await lineUp(db, campaignId, members);
    const queue = open(source);
    expect(said(await queue.ask({ userId: payer!, campaignId }, waitMs))).toBe('claimed');
    expect(await countWaiting(db, campaignId)).toBe(400);
    expect(lookups).toBeLessThanOrEqual(130);
    const line = createLineReader(db);
    expect(await line.look(campaignId, members[7]!)).toMatchObject({ before: 7, setAside: true });
  });

  test(
    'is carried on by the next decider after kill -9: the stock exactly, in order',
    { timeout: 60_000 },
    async () => {
      const { db, url } = database;
      const { id: campaignId } = await makeCampaign(db, { stock: 250 });
      const users = await makeUsers(db, 400);
      await lineUp(db, campaignId, users);
      for (const until of [20, 120]) {
        const program = path.join(import.meta.dirname, 'claim-queue-process.ts');
        const child = spawn(process.execPath, [program, url], { stdio: ['ignore', 'pipe', 'inherit'] });
        const ended = once(child, 'exit');
        await expect
          .poll(() => db.entitlement.count({ where: { campaignId } }), { interval: 1, timeout: 20_000 })
          .toBeGreaterThan(until);
        child.kill('SIGKILL');
        await ended;
        expect(await countWaiting(db, campaignId)).toBeGreaterThan(0);
      }
      open();
      await expect.poll(() => countWaiting(db, campaignId), { timeout: 20_000 }).toBe(0);
      expect(await readAnswers(db, campaignId, users)).toEqual([
        ...numbered(250, 'claimed'),
        ...numbered(150, 'stock_empty'),
      ]);
    },
  );

  test('tells who claimed another way what they claimed, also when the stock is out', async () => {
    const { db } = database;
    const { id: campaignId } = await makeCampaign(db, { stock: 1 });
    const [holder] = await makeUsers(db, 1);
    const queue = open();
    const first = await queue.ask({ userId: holder!, campaignId }, waitMs);
    await db.claimRequest.deleteMany({ where: { campaignId } });
    expect(await queue.ask({ userId: holder!, campaignId }, waitMs)).toEqual(first);
  });
});

test('who was offered a place of the waiting list claims at once, past an answer and a line that get none', async () => {
  const { db } = database;
  const { id: campaignId } = await makeCampaign(db, { stock: 1 });
  const [offered, other] = await makeUsers(db, 2);
  await db.campaign.update({ where: { id: campaignId }, data: { held: 1 } });
  const queue = open();
  expect(said(await queue.ask({ userId: offered!, campaignId }, waitMs))).toBe('stock_held');
  const now = await appNow(db);
  const offer = { offeredAt: now, offerExpiresAt: new Date(now.getTime() + 3_600_000) };
  await db.waitingEntry.create({ data: { campaignId, userId: offered!, ...offer } });
  const [theOther, theOffered] = await Promise.all(
    [other!, offered!].map((userId) => queue.ask({ userId, campaignId }, waitMs)),
  );
  expect(said(theOffered!)).toBe('claimed');
  // of two who come at once either may be in front: the one place is held until it is claimed
  expect(['stock_held', 'stock_empty']).toContain(said(theOther!));
});
