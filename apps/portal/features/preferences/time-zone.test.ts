import { makeRunning } from '@rockpool/db/ledger/testing';
import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { readTimeZone, saveTimeZone } from './save-time-zone.ts';
import { parseTimeZone, timeZones } from './time-zone.ts';

let database: TestDatabase;
beforeAll(async () => void (database = await createTestDatabase()));
afterAll(() => database.drop());

it('takes every zone that it lists, by its other names too, and nothing else', () => {
  expect(timeZones.length).toBeGreaterThan(300);
  expect(timeZones.filter((zone) => parseTimeZone(zone) !== zone)).toEqual([]);
  expect(parseTimeZone('asia/shanghai')).toBe('Asia/Shanghai');
  expect(parseTimeZone('Etc/UTC')).toBe('UTC');
  for (const wrong of ['', 'Mars/Base', '+08:00', 'x'.repeat(10_000), null, 8])
    expect(parseTimeZone(wrong)).toBeNull();
});

test('a zone that is chosen reaches computer and reminders, once, until the automatic one is chosen again', async () => {
  const { db } = database;
  const { userId, instanceId, entitlementId } = await makeRunning(db);
  const specVersion = async () =>
    (await db.instance.findUniqueOrThrow({ where: { id: instanceId } })).specVersion;
  const before = await specVersion();
  const campaignZone = (await readTimeZone(db, userId))!.automatic;
  await db.$executeRaw`delete from graphile_worker._private_jobs`;
  await saveTimeZone(db, userId, 'Europe/Berlin');
  await saveTimeZone(db, userId, 'Europe/Berlin');
  expect(await specVersion()).toBe(before + 1);
  expect(await readTimeZone(db, userId)).toEqual({
    ...{ zone: 'Europe/Berlin', chosen: true, automatic: campaignZone },
  });
  const jobs = await db.$queryRaw<{ key: string }[]>`select key from graphile_worker.jobs order by key`;
  expect(jobs.map(({ key }) => key)).toEqual([`reconcile:${instanceId}`, `remind:${entitlementId}`]);
  await saveTimeZone(db, userId, null);
  expect(await readTimeZone(db, userId)).toMatchObject({ zone: campaignZone, chosen: false });
  expect(await specVersion()).toBe(before + 2);
});

test('who has no computer keeps the choice', async () => {
  const { db } = database;
  const { id } = await db.user.create({ data: { phone: '+8613900000003' } });
  await saveTimeZone(db, id, 'America/New_York');
  expect(await readTimeZone(db, id)).toMatchObject({ zone: 'America/New_York', chosen: true });
});
