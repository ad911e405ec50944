import { unseal } from '@rockpool/db/secrets';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startModelEmulator } from '../../../../e2e/emulators/model/start.ts';
import { sealPurpose } from './deps.ts';
import { saveSpeech } from '../speech/save-speech.ts';
import { saveBot } from './save-bot.ts';
import { saveModel } from './save-model.ts';
import { loadSnapshot } from './snapshot.ts';
import { createSetUpBench, type SetUpBench } from './testing.ts';

let bench: SetUpBench;
beforeAll(async () => {
  bench = await createSetUpBench();
});
afterAll(() => bench.close());

/** Every row of every table, the queue's included, as text. */
async function dump(): Promise<string> {
  const { pool } = bench.deps.db;
  const { rows: tables } = await pool.query<{ name: string }>(`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')`);
  const texts = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await pool.query<{ row: string }>(`select t::text as row from ${name} t`);
      return rows.map(({ row }) => row).join('\n');
    }),
  );
  return texts.join('\n');
}

it('no table and no page ever holds a key, an app secret or a device code in the clear', async () => {
  const { userId, instanceId } = await bench.newUser();
  const key = 'sk-sandbox-a-key-to-look-for';
  const model = await startModelEmulator();
  const check = { allow: new Set([`127.0.0.1:${model.port}`]) };
  await saveModel({ ...bench.deps, check }, userId, {
    preset: 'custom',
    format: 'openai-completions' as const,
    baseUrl: model.baseUrl,
    model: 'sandbox',
    key,
  });
  const speechKey = 'sk-sandbox-a-key-of-speech-to-look-for';
  await saveSpeech({ ...bench.deps, check, words: 'test' }, userId, {
    ...{ preset: 'custom', baseUrl: model.baseUrl, key: speechKey, auto: 'inbound' },
    ...{ speakingModel: 'voice', voice: 'alloy', hearingModel: 'ears' },
  });
  await model.close();
  const app = bench.feishu.user.createApp();
  await saveBot(bench.deps, userId, {
    appId: app.appId,
    secret: app.appSecret,
    brand: 'feishu',
    replace: false,
  });
  await bench.scan(userId, { replace: true });

  const page = JSON.stringify(await loadSnapshot(bench.deps.db, userId, null));
  const everything = (await dump()) + page;
  expect(everything).toContain(app.appId);
  expect(page).toContain('"hearingModel":"ears"');
  expect(everything).toContain(instanceId);
  const { deviceCodeSealed } = await bench.deps.db.channelScan.findFirstOrThrow({ where: { instanceId } });
  const deviceCode = unseal(bench.deps.keys, deviceCodeSealed, {
    purpose: sealPurpose.deviceCode,
    instanceId,
  });
  for (const secret of [key, speechKey, app.appSecret, deviceCode]) expect(everything).not.toContain(secret);
  for (const sealed of ['s1.', deviceCodeSealed]) expect(page).not.toContain(sealed);
});
