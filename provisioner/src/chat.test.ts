/** What the platform says and hears in the user's own chat: the real gateway, a simulated Feishu, real PostgreSQL. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { moveClock } from '@rockpool/db/clock';
import { HOUR_MS } from '@rockpool/db/domain/calendar';
import { openIdOf } from '../../e2e/emulators/feishu/ids.ts';
import { startFeishuEmulator, type FeishuEmulator } from '../../e2e/emulators/feishu/start.ts';
import { startModelEmulator, type ModelEmulator } from '../../e2e/emulators/model/start.ts';
import type { RunOptions } from './run-config.ts';
import { until } from './testing/until.ts';
import { createWorld, type World } from './testing/world.ts';

const runtime = join(import.meta.dirname, '../../runtime-image');
const gatewayBundle = join(runtime, 'dist/gateway.cjs');
const portalUrl = 'https://pool.example.com';

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

/** Where it is early afternoon now, so that nothing of the coming day falls into the night. */
const zoneOfAfternoon = () => {
  const offset = 14 - new Date().getUTCHours();
  return `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`;
};

/** A subscriber with a plan, whose bot is connected and whose first day runs. */
async function subscriber(options: RunOptions = {}) {
  await world.start({
    ...options,
    config: {
      portalUrl,
      driver: { name: 'process', instancesDir: world.instancesDir, gatewayBundle },
      openUrls: { feishu: feishu.url, lark: feishu.larkUrl },
    },
  });
  const { id, userId, entitlementId } = await world.claim();
  const { phone } = await world.db.user.update({
    where: { id: userId },
    data: { timeZone: zoneOfAfternoon(), consentAt: new Date() },
  });
  await world.db.membership.create({ data: { phone, tier: 'pro', source: 'test' } });
  const app = feishu.user.createApp({ name: 'Bot' });
  await world.setUp(id, {
    baseUrl: model.baseUrl,
    modelName: 'sandbox',
    key: 'sk-sandbox-1234',
    appId: app.appId,
    appSecret: app.appSecret,
    ownerId: openIdOf(app.appId, 'user'),
  });
  await feishu.waitForConnections(app.appId, 1);
  const reminders = () =>
    world.db.reminder.findMany({
      where: { entitlementId },
      orderBy: [{ expiresAt: 'asc' }, { dueAt: 'asc' }],
    });
  const states = async () =>
    (await reminders()).map(({ kind, state, detail }) => `${kind} ${state} ${detail}`);
  const entitlement = () => world.db.entitlement.findUniqueOrThrow({ where: { id: entitlementId } });
  await until('the reminders of the first day are planned', async () => (await reminders()).length === 3);
  const fromBot = (words: string) => {
    const { chatId } = feishu.state.privateChat(app, app.ownerId);
    return feishu
      .messagesOf(chatId)
      .filter((each) => each.sender.kind !== 'person' && JSON.stringify(each).includes(words));
  };
  const hears = (words: string) => until(`the chat has ${words}`, () => fromBot(words)[0]);
  return { id, app, states, entitlement, fromBot, hears };
}

test('two hours before the end the bot says so; /renew there gives a day and its end; at the end the bot says goodbye, then stops', async () => {
  const { id, app, states, entitlement, fromBot, hears } = await subscriber();
  expect(await states()).toEqual(['before_24h skipped fresh', 'before_2h planned ', 'expired planned ']);

  await moveClock(world.db, { byMs: 22.1 * HOUR_MS });
  await hears('/renew');
  await until('it is recorded', async () => (await states())[1] === 'before_2h sent feishu page');

  const askedAt = Date.now();
  feishu.user.sendText(app, '/renew');
  await hears('已续用 1 天');
  expect(Date.now() - askedAt).toBeLessThan(20_000);
  expect(await entitlement()).toMatchObject({ grantedDays: 2, grants: 2 });
  await until('the old end is not told', async () => (await states())[2] === 'expired skipped renewed');

  feishu.user.sendText(app, '/status');
  await hears('可用 2 天');

  await moveClock(world.db, { byMs: 26 * HOUR_MS });
  await world.reaches(id, 'expired');
  // the words come before the end, and once
  await feishu.waitForConnections(app.appId, 0);
  expect(fromBot('已到期')).toHaveLength(1);
  expect((await states()).slice(3)).toEqual([
    'before_24h skipped fresh',
    'before_2h skipped late',
    'expired sent feishu page',
  ]);
});

test('a provisioner that dies between sending and recording does not say it twice', async () => {
  let deaths = 2;
  const crashPoint = (moment: string) => {
    if (moment === 'reminder sent' && deaths-- > 0) throw new Error('dies here');
  };
  const { states, fromBot } = await subscriber({ crashPoint });
  await moveClock(world.db, { byMs: 22.1 * HOUR_MS });
  await until('it is recorded', async () => (await states())[1] === 'before_2h sent feishu page', 30_000);
  expect(deaths).toBeLessThan(1);
  expect(fromBot('/renew')).toHaveLength(1);
});
