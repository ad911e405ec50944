import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;
let listener: pg.Client;
let heard: string[] = [];
let userId: string;
let instanceId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const user = await database.db.user.create({ data: { phone: '+8613900000000' } });
  const instance = await database.db.instance.create({ data: { userId: user.id } });
  [userId, instanceId] = [user.id, instance.id];
  listener = new pg.Client({ connectionString: database.url });
  await listener.connect();
  await listener.query('listen rockpool');
  listener.on('notification', ({ payload }) => heard.push(payload ?? ''));
});
beforeEach(() => (heard = []));
afterAll(async () => {
  await listener.end();
  await database.drop();
});

/** Notifications come in order, so once our own mark is here everything before it is. */
async function heardSoFar(): Promise<string[]> {
  await database.db.$executeRaw`select pg_notify('rockpool', 'mark')::text`;
  await expect.poll(() => heard.at(-1), { timeout: 10_000 }).toBe('mark');
  return heard.slice(0, -1);
}

const settings = () => ({
  instanceId,
  channel: 'feishu',
  appId: 'cli_1',
  secretSealed: 's',
  origin: 'manual',
});

test('changes of a user’s instance, settings, scans and points are told with that user’s id', async () => {
  const { db } = database;
  await db.instance.update({ where: { id: instanceId }, data: { phase: 'running' } });
  await db.channelSetting.create({ data: settings() });
  await db.channelSetting.deleteMany({ where: { instanceId } });
  await db.pointEntry.create({ data: { userId, points: 1, reason: 'operator', key: 'k1' } });
  expect(await heardSoFar()).toEqual([userId, userId, userId, userId]);
});

test('one transaction tells a user once', async () => {
  const { db } = database;
  await db.$transaction([
    db.instance.update({ where: { id: instanceId }, data: { restarts: { increment: 1 } } }),
    db.channelSetting.create({ data: { ...settings(), appId: 'cli_2' } }),
  ]);
  expect(await heardSoFar()).toEqual([userId]);
});

test('an observation that changes nothing else tells nobody', async () => {
  const { db } = database;
  await db.instance.update({ where: { id: instanceId }, data: { observedAt: new Date() } });
  await db.instance.update({ where: { id: instanceId }, data: { phase: 'running' } });
  expect(await heardSoFar()).toEqual([]);
});

test('ledger entries cannot be changed or removed', async () => {
  const { db } = database;
  await expect(db.pointEntry.updateMany({ data: { points: 5 } })).rejects.toThrow(/append-only/);
  await expect(db.pointEntry.deleteMany()).rejects.toThrow(/append-only/);
});

test('the database itself refuses more claims than stock', async () => {
  const { db } = database;
  const campaign = await db.campaign.create({
    data: { slug: 'c', name: {}, policy: {}, stock: 1, claimed: 1 },
  });
  const second = db.campaign.update({ where: { id: campaign.id }, data: { claimed: { increment: 1 } } });
  await expect(second).rejects.toThrow(/campaigns_(never_oversold|held_within_stock)/);
});
