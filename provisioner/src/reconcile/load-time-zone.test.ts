/** Which time zone a computer is told. */
import { parseKeyRing } from '@rockpool/db/secrets';
import { makeRunning } from '@rockpool/db/ledger/testing';
import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { load } from './load.ts';
import { createInstanceReader } from './read-instances.ts';

let database: TestDatabase;
beforeAll(async () => void (database = await createTestDatabase()));
afterAll(() => database.drop());

const zoneTold = async (id: string) => {
  const loaded = await load(
    {
      takeTurn: () => Promise.reject(new Error('nothing moves')),
      read: createInstanceReader(database.db),
      keys: parseKeyRing(`k1:${Buffer.alloc(32).toString('base64')}`),
      openUrls: { feishu: 'https://open.feishu.cn', lark: 'https://open.larksuite.com' },
      reach: [],
      bind: 'loopback',
      portalUrl: null,
      exec: false,
    },
    id,
  );
  if (loaded?.spec.kind !== 'spec') throw new Error('nothing was rendered');
  const file = loaded.spec.spec.files.find(({ name }) => name === 'rockpool.json')!;
  return (JSON.parse(file.text) as { timeZone: string }).timeZone;
};

test('the one that its user chose, and the one of its campaign without a choice', async () => {
  const { db } = database;
  const { userId, instanceId } = await makeRunning(db, { policy: { zone: 'America/New_York' } });
  // what the rows hold is sealed by no key
  await db.modelSetting.deleteMany({ where: { instanceId } });
  await db.speechSetting.deleteMany({ where: { instanceId } });
  await db.channelSetting.deleteMany({ where: { instanceId } });
  expect(await zoneTold(instanceId)).toBe('America/New_York');
  const choose = (timeZone: string, timeZoneChosen: boolean) =>
    db.user.update({ where: { id: userId }, data: { timeZone, timeZoneChosen } });
  await choose('Europe/Berlin', true);
  expect(await zoneTold(instanceId)).toBe('Europe/Berlin');
  await choose('Europe/Berlin', false);
  expect(await zoneTold(instanceId)).toBe('America/New_York');
});
