import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeUsers } from './ledger/testing.ts';
import { parseKeyRing, seal, unseal } from './secrets.ts';
import { createTestDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase()));
afterAll(() => database.drop());

const key = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;
const old = parseKeyRing(key('old', 1));
const fresh = parseKeyRing(key('new', 2));

test('after resealing every secret opens with the newest key alone, and a second run has nothing to do', async () => {
  const { db, url } = database;
  const [userId] = await makeUsers(db, 1);
  const { id: instanceId } = await db.instance.create({ data: { userId: userId! } });
  const at = new Date();
  await db.modelSetting.create({
    data: {
      ...{ instanceId, preset: 'custom', baseUrl: 'http://m.test', model: 'm', acceptedAt: at },
      keySealed: seal(old, 'the model key', { purpose: 'model-key', instanceId }),
    },
  });
  await db.speechSetting.create({
    data: {
      ...{ instanceId, preset: 'custom', baseUrl: 'http://s.test', hearingModel: 'h', acceptedAt: at },
      keySealed: seal(old, 'the speech key', { purpose: 'speech-key', instanceId }),
    },
  });
  await db.channelSetting.create({
    data: {
      ...{ instanceId, channel: 'feishu', appId: 'cli_1', origin: 'manual' },
      secretSealed: seal(old, 'the app secret', { purpose: 'channel-secret', instanceId }),
    },
  });
  await db.channelScan.create({
    data: {
      ...{ instanceId, channel: 'feishu', qrUrl: 'http://q.test', pollEveryMs: 1, expiresAt: at },
      deviceCodeSealed: seal(old, 'the device code', { purpose: 'device-code', instanceId }),
    },
  });
  const run = (keys: string) =>
    promisify(execFile)(process.execPath, [path.join(import.meta.dirname, 'bin', 'reseal.ts')], {
      env: { ...process.env, DATABASE_URL: url, ROCKPOOL_KEYS: keys },
    });
  await expect(run(key('new', 2))).rejects.toMatchObject({
    stderr: 'The key "old" is not in the key ring.\n',
  });
  const both = [key('new', 2), key('old', 1)].join(',');
  expect((await run(both)).stdout).toBe('4 values sealed under the newest key.\n');
  expect((await run(both)).stdout).toBe('0 values sealed under the newest key.\n');
  const [model, speech, channel, scan] = await Promise.all([
    db.modelSetting.findFirstOrThrow(),
    db.speechSetting.findFirstOrThrow(),
    db.channelSetting.findFirstOrThrow(),
    db.channelScan.findFirstOrThrow(),
  ]);
  expect(unseal(fresh, model.keySealed, { purpose: 'model-key', instanceId })).toBe('the model key');
  expect(unseal(fresh, speech.keySealed!, { purpose: 'speech-key', instanceId })).toBe('the speech key');
  expect(unseal(fresh, channel.secretSealed, { purpose: 'channel-secret', instanceId })).toBe(
    'the app secret',
  );
  expect(unseal(fresh, scan.deviceCodeSealed, { purpose: 'device-code', instanceId })).toBe(
    'the device code',
  );
  expect(model.keyVersion).toBe(1);
});
