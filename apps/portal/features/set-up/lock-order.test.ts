/** Whoever changes a bot takes its instance first: a check that ends in the same moment as another change never breaks either. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkBot } from './check-bot.ts';
import { pollScan } from './poll-scan.ts';
import { saveBot } from './save-bot.ts';
import { createSetUpBench, eventually, type SetUpBench } from './testing.ts';

let bench: SetUpBench;
beforeAll(async () => (bench = await createSetUpBench()));
afterAll(() => bench.close());

/** Does `work` while somebody has the instance, who goes on with `then` once it waits. */
async function meeting<T>(instanceId: string, work: () => Promise<T>, then: string): Promise<T> {
  const { pool } = bench.deps.db;
  const other = await pool.connect();
  const locks = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  try {
    await other.query('begin');
    await other.query('select from instances where id = $1 for update', [instanceId]);
    const working = work();
    await eventually(
      async () => (await pool.query(locks)).rowCount,
      (waiting) => waiting === 1,
    );
    await other.query(then, [instanceId]);
    await other.query('commit');
    return await working;
  } finally {
    other.release();
  }
}

test('a check that takes a verdict back meets a change of the same bot, and both end', async () => {
  const { userId, instanceId } = await bench.newUser();
  const { appId, appSecret: secret } = bench.feishu.user.createApp();
  expect(await saveBot(bench.deps, userId, { appId, secret, brand: 'feishu', replace: false })).toMatchObject(
    { ok: true },
  );
  await bench.deps.db.channelSetting.updateMany({ where: { instanceId }, data: { acceptedAt: null } });
  const check = await meeting(
    instanceId,
    () => checkBot(bench.deps, instanceId),
    'update channel_settings set owner_id = owner_id where instance_id = $1',
  );
  expect(check).toMatchObject({ ok: true });
  expect(await bench.deps.db.channelSetting.count({ where: { instanceId, acceptedAt: null } })).toBe(0);
});

test('a scan that is approved while the account is deleted stores nothing, and is no failure', async () => {
  const { userId, instanceId } = await bench.newUser();
  const { scanId, userCode } = await bench.scan(userId);
  bench.feishu.user.scan(userCode);
  expect(await bench.feishu.user.approve(userCode)).toMatchObject({ ok: true });
  await meeting(
    instanceId,
    () => pollScan(bench.deps, scanId),
    'delete from channel_scans where instance_id = $1',
  );
  expect(await bench.botOf(instanceId)).toBeNull();
});
