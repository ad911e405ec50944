/** What a subscriber sets, on its way to the gateway and back, through the whole provisioner. */
import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addReconcileJob } from '@rockpool/db/jobs';
import { until } from './testing/until.ts';
import { createWorld, type World } from './testing/world.ts';
import { settled } from './testing/queue.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.dispose());

test('accepted credentials reach the gateway without a restart, and a new key too', async () => {
  await world.start();
  const { id } = await world.claim();
  await world.reaches(id, 'running');
  const [pid] = await world.programs(id);
  await world.setUp(id);
  const hash = await until('the settings are in force', async () => {
    const row = await world.row(id);
    return row.specVersionSeen === row.specVersion && row.configHash;
  });
  expect(await readFile(world.statePath(id, 'openclaw.json'), 'utf8')).toContain('${FEISHU_APP_SECRET}');
  expect(await readFile(world.statePath(id, '.env'), 'utf8')).toContain('sk-first-model-key');
  await world.setUp(id, { key: 'sk-second-model-key' });
  await until('the new key is in force', async () => (await world.row(id)).configHash !== hash);
  expect(await readFile(world.statePath(id, '.env'), 'utf8')).toContain('sk-second-model-key');
  expect(await world.programs(id)).toEqual([pid]);
});

test('credentials that the checks refused are not connected with', async () => {
  await world.start();
  const { id } = await world.claim();
  await world.setUp(id);
  await world.db.channelSetting.updateMany({
    where: { instanceId: id },
    data: { refusal: 'wrong_secret' },
  });
  await addReconcileJob(world.db, id);
  await world.reaches(id, 'running');
  await settled(world.db, id);
  expect(await readFile(world.statePath(id, 'openclaw.json'), 'utf8')).not.toContain('channels');
});

test("the owner's first answered message makes it verified within seconds", async () => {
  await world.start();
  const { id } = await world.claim();
  await world.setUp(id);
  await world.reaches(id, 'running');
  const answeredAt = new Date(Date.now() - 1_000).toISOString();
  const channel = {
    channel: 'feishu',
    accountId: 'default',
    appId: 'cli_x',
    state: 'connected',
    code: '',
    reason: '',
    since: answeredAt,
    bot: null,
    ownerId: 'ou_owner',
    greeting: { state: 'delivered', reason: '' },
    lastInboundAt: answeredAt,
    lastAnsweredAt: answeredAt,
    ownerAnsweredAt: answeredAt,
  };
  await writeFile(
    world.statePath(id, 'workspace/status.json'),
    JSON.stringify({ channels: [channel], lastActivityAt: answeredAt }),
  );
  const row = await until('it is verified', async () => {
    const found = await world.row(id);
    return found.verifiedAt && found;
  });
  expect(row).toMatchObject({
    channelStatus: [channel],
    lastActivityAt: new Date(answeredAt),
    verifiedAt: new Date(answeredAt),
  });
});

test('a restart that was asked for happens once', async () => {
  await world.start();
  const { id } = await world.claim();
  await world.reaches(id, 'running');
  const [pid] = await world.programs(id);
  await world.db.instance.update({ where: { id }, data: { restarts: 1 } });
  await addReconcileJob(world.db, id);
  await until('it was restarted', async () => {
    const [next] = await world.programs(id);
    const row = await world.row(id);
    return next !== undefined && next !== pid && row.restartsSeen === 1 && row.phase === 'running';
  });
  const after = await world.driver.observe(id);
  await addReconcileJob(world.db, id);
  await settled(world.db, id);
  expect(await world.driver.observe(id)).toEqual(after);
});
