import { afterAll, beforeAll, expect, test } from 'vitest';
import { renew } from '../ledger/renew.ts';
import { makeRunning, makeUsers, nobodyHasAPlan } from '../ledger/testing.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { stockLeft } from '../domain/campaign-state.ts';
import { readCampaign } from './campaign.ts';
import { readComputer } from './computer.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase()));
afterAll(() => database.drop());

test('one reading holds all that a user’s pages show, and no secret', async () => {
  const { db } = database;
  const { userId, entitlementId, instanceId, campaign } = await makeRunning(db, {
    points: 350,
    source: nobodyHasAPlan,
  });
  await renew(db, nobodyHasAPlan, { userId, entitlementId, mode: 'top-up', seenGrants: 1 });
  const scan = {
    instanceId,
    channel: 'feishu',
    deviceCodeSealed: 'sealed',
    qrUrl: 'https://qr.test',
    pollEveryMs: 5000,
  };
  await db.channelScan.create({
    data: { ...scan, state: 'expired', expiresAt: new Date(0), createdAt: new Date(0) },
  });
  await db.channelScan.create({ data: { ...scan, expiresAt: new Date(1e12) } });
  const computer = (await readComputer(db, userId))!;
  const entitlement = await db.entitlement.findUniqueOrThrow({ where: { id: entitlementId } });
  expect(computer).toMatchObject({
    user: { id: userId },
    balance: 50,
    entitlements: [
      {
        id: entitlementId,
        grants: 3,
        grantedDays: 3,
        startedAt: entitlement.startedAt,
        expiresAt: entitlement.expiresAt,
        campaign: { slug: campaign.slug },
        entries: [
          {
            days: 1,
            reason: 'renewal',
            points: 100,
            endedBy: { reason: 'points_short' },
            expiresAfter: entitlement.expiresAt,
          },
          { days: 1, reason: 'renewal', points: 100, endedBy: null },
          { days: 1, reason: 'claim', points: 100 },
        ],
      },
    ],
    instance: {
      id: instanceId,
      phase: 'provisioning',
      phaseReason: 'claimed',
      channelStatus: [],
      diskState: null,
    },
    model: { preset: 'custom', model: 'm' },
    channels: [{ channel: 'feishu', origin: 'manual', refusal: null }],
    scan: { state: 'waiting', qrUrl: 'https://qr.test', expiresAt: new Date(1e12) },
  });
  expect(Math.abs(computer.now.getTime() - Date.now())).toBeLessThan(60_000);
  expect(JSON.stringify(computer)).not.toContain('sealed');
});

test('a user who has claimed nothing has an empty reading, and nobody has none', async () => {
  const { db } = database;
  const [userId] = await makeUsers(db, 1);
  expect(await readComputer(db, userId!)).toMatchObject({
    balance: 0,
    entitlements: [],
    instance: null,
    model: null,
    channels: [],
    scan: null,
  });
  expect(await readComputer(db, '00000000-0000-4000-8000-000000000000')).toBeNull();
  expect(await readCampaign(db, 'none')).toBeNull();
});

test.each([
  [{ stock: null, claimed: 5, held: 0 }, null],
  [{ stock: 5, claimed: 2, held: 0 }, 3],
  [{ stock: 5, claimed: 5, held: 0 }, 0],
  [{ stock: 5, claimed: 2, held: 3 }, 0],
])('of %o there is left: %s', (campaign, left) => {
  expect(stockLeft(campaign)).toBe(left);
});

test('what runs a computer is known before it is taken up where all hosts have the same', async () => {
  const { db } = database;
  const { userId, instanceId } = await makeRunning(db);
  const driver = async () => (await readComputer(db, userId))!.instance!.driver;
  expect(await driver()).toBeNull();
  await db.host.createMany({
    data: [{ name: 'a', driver: 'docker' }, { name: 'b', driver: 'docker' }, { name: 'never-seen' }],
  });
  expect(await driver()).toBe('docker');
  await db.host.update({ where: { name: 'b' }, data: { driver: 'process' } });
  expect(await driver()).toBeNull();
  await db.instance.update({ where: { id: instanceId }, data: { handle: 'process:x' } });
  expect(await driver()).toBe('process');
});
