/** The provisioner with the gateway that it is made for, against the simulated Feishu and model. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { moveClock } from '@rockpool/db/clock';
import { grantDays } from '@rockpool/db/ledger/grant';
import { ChannelStatus } from '@rockpool/gateway/control';
import { openIdOf } from '../../e2e/emulators/feishu/ids.ts';
import { startFeishuEmulator, type FeishuEmulator } from '../../e2e/emulators/feishu/start.ts';
import { startModelEmulator, type ModelEmulator } from '../../e2e/emulators/model/start.ts';
import { until } from './testing/until.ts';
import { createWorld, type World } from './testing/world.ts';

const runtime = join(import.meta.dirname, '../../runtime-image');
const gatewayBundle = join(runtime, 'dist/gateway.cjs');

beforeAll(async () => {
  if (!existsSync(gatewayBundle)) await promisify(execFile)(process.execPath, ['build.ts'], { cwd: runtime });
});

let world: World;
let feishu: FeishuEmulator;
let model: ModelEmulator;
beforeEach(async () => {
  [world, feishu, model] = [await createWorld(), await startFeishuEmulator(), await startModelEmulator()];
});
afterEach(async () => {
  await world.dispose();
  await Promise.all([feishu.close(), model.close()]);
});

const start = () =>
  world.start({
    config: {
      driver: { name: 'process', instancesDir: world.instancesDir, gatewayBundle },
      openUrls: { feishu: feishu.url, lark: feishu.larkUrl },
    },
  });

async function channel(id: string): Promise<ChannelStatus | null> {
  const [first] = (await world.row(id)).channelStatus as unknown[];
  return first === undefined ? null : ChannelStatus.parse(first);
}

async function setUpBot(id: string) {
  const app = feishu.user.createApp({ name: 'Bot' });
  await world.setUp(id, {
    baseUrl: model.baseUrl,
    modelName: 'sandbox',
    key: 'sk-sandbox-1234',
    appId: app.appId,
    appSecret: app.appSecret,
    ownerId: openIdOf(app.appId, 'user'),
  });
  return app;
}

test('claim, set up, greeting, first answer: each step shows in the status, and the instance is verified', async () => {
  await start();
  const { id } = await world.claim();
  const claimed = await world.reaches(id, 'running');
  expect(claimed.channelStatus).toEqual([]);
  const [pid] = await world.programs(id);

  const app = await setUpBot(id);
  await feishu.waitForConnections(app.appId, 1);
  await until('the channel is connected and the greeting delivered', async () => {
    const seen = await channel(id);
    return seen?.state === 'connected' && seen.greeting.state === 'delivered';
  });
  expect(await world.row(id)).toMatchObject({ phase: 'running', phaseReason: 'ready', verifiedAt: null });

  const { message } = feishu.user.sendText(app, '你好');
  await feishu.waitForMessage((each) => each.sender.kind !== 'person' && each.chatId === message.chatId);
  const row = await until('it is verified', async () => {
    const found = await world.row(id);
    return found.verifiedAt && found;
  });
  expect(row.lastActivityAt).not.toBeNull();
  // Credentials were taken over by the running gateway.
  expect(await world.programs(id)).toEqual([pid]);
});

test('after its days it leaves Feishu; renewed, it is back on the same conversation', async () => {
  await start();
  const { id, entitlementId } = await world.claim();
  const app = await setUpBot(id);
  await feishu.waitForConnections(app.appId, 1);
  const { message } = feishu.user.sendText(app, 'remember the tea');
  await feishu.waitForMessage((each) => each.sender.kind !== 'person' && each.chatId === message.chatId);
  await until(
    'the day runs',
    async () => (await world.db.entitlement.findUniqueOrThrow({ where: { id: entitlementId } })).expiresAt,
  );

  await moveClock(world.db, { byMs: 25 * 3_600_000 });
  await world.reaches(id, 'expired');
  await feishu.waitForConnections(app.appId, 0);

  await grantDays(world.db, { entitlementId, days: 1, key: 'k', note: '' });
  await world.reaches(id, 'running');
  await feishu.waitForConnections(app.appId, 1);
  const asked = model.requests.length;
  feishu.user.sendText(app, 'what did I ask you to remember?');
  await until('the model is asked again', () => model.requests.length > asked);
  expect(JSON.stringify(model.requests.at(-1))).toContain('remember the tea');
});
