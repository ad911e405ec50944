/** Tests of keys and bots take seconds: what was set while an account was deleted is not stored. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startModelEmulator, type ModelEmulator } from '../../../../e2e/emulators/model/start.ts';
import { saveSpeech } from '../speech/save-speech.ts';
import { saveBot } from './save-bot.ts';
import { saveModel } from './save-model.ts';
import { startScan } from './start-scan.ts';
import { createSetUpBench, type SetUpBench } from './testing.ts';

let bench: SetUpBench;
let model: ModelEmulator;
beforeAll(async () => {
  bench = await createSetUpBench();
  model = await startModelEmulator();
});
afterAll(async () => {
  await model.close();
  await bench.close();
});

const service = () => ({ preset: 'custom', baseUrl: model.baseUrl, key: 'sk-sandbox-1' });
const checked = () => {
  const check = { allow: new Set([`127.0.0.1:${model.port}`]), timeoutMs: 2_000 };
  return { ...bench.deps, check, words: '测试' };
};
type Act = (userId: string) => Promise<{ ok: boolean; reason?: string }>;
const acts: Record<string, Act> = {
  model: (userId) =>
    saveModel(checked(), userId, { ...service(), format: 'openai-completions', model: 'sandbox' }),
  speech: (userId) => {
    const voice = { speakingModel: 'voice', voice: 'alloy', hearingModel: '', auto: 'inbound' as const };
    return saveSpeech(checked(), userId, { ...service(), ...voice });
  },
  bot: (userId) => {
    const { appId, appSecret: secret } = bench.feishu.user.createApp();
    return saveBot(bench.deps, userId, { appId, secret, brand: 'feishu', replace: false });
  },
  scan: (userId) => startScan(bench.deps, { userId, replace: false, preset: { name: '{user}' } }),
};

test.each(Object.keys(acts))(
  'a %s that is saved while the account is deleted leaves nothing',
  async (name) => {
    const { userId, instanceId } = await bench.newUser();
    const { pool } = bench.deps.db;
    const waiting = async () =>
      (
        await pool.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        )
      ).rowCount;
    const deleting = await pool.connect();
    try {
      await deleting.query('begin');
      await deleting.query('update users set deleted_at = app_now() where id = $1', [userId]);
      await deleting.query('update instances set removal_at = app_now() where id = $1', [instanceId]);
      const saving = acts[name]!(userId);
      await expect.poll(waiting, { timeout: 5_000 }).toBe(1);
      await deleting.query('commit');
      expect(await saving).toMatchObject({ ok: false, reason: 'no_instance' });
    } finally {
      deleting.release();
    }
    const stored = await bench.deps.db.instance.findUniqueOrThrow({
      where: { id: instanceId },
      include: { model: true, speech: true, channels: true, scans: true },
    });
    expect(stored).toMatchObject({ model: null, speech: null, channels: [], scans: [], specVersion: 1 });
  },
);
