import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { App } from '../../../../e2e/emulators/feishu/entities.ts';
import { missingParts } from '@rockpool/db/domain/set-up';
import { checkBot } from './check-bot.ts';
import { saveBot, type BotForm } from './save-bot.ts';
import { createSetUpBench, type SetUpBench } from './testing.ts';

let bench: SetUpBench;
beforeAll(async () => {
  bench = await createSetUpBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.feishu.faults.clear());

const formOf = (app: App, change: Partial<BotForm> = {}): BotForm => ({
  appId: app.appId,
  secret: app.appSecret,
  brand: 'feishu',
  replace: false,
  ...change,
});
const settingOf = (instanceId: string) =>
  bench.deps.db.channelSetting.findFirst({ where: { instanceId, channel: 'feishu' } });
const specVersion = async (id: string) =>
  (await bench.deps.db.instance.findUniqueOrThrow({ where: { id } })).specVersion;

describe('plan B', () => {
  it('stores an app whose secret and bot are right, with the owner still unknown', async () => {
    const { userId, instanceId } = await bench.newUser();
    const app = bench.feishu.user.createApp({ name: '我的助手' });
    expect(await saveBot(bench.deps, userId, formOf(app))).toEqual({ ok: true, warning: null, detail: '' });
    expect(await settingOf(instanceId)).toMatchObject({
      origin: 'manual',
      ownerId: null,
      botName: '我的助手',
      botId: app.botOpenId,
      refusal: null,
    });
    expect(await bench.botOf(instanceId)).toEqual({ appId: app.appId, secret: app.appSecret });
  });

  it('refuses a wrong secret, an unknown app and an app of the other brand, storing nothing', async () => {
    const { userId, instanceId } = await bench.newUser();
    const app = bench.feishu.user.createApp();
    const save = (change: Partial<BotForm>) => saveBot(bench.deps, userId, formOf(app, change));
    expect(await save({ secret: 'wrong' })).toMatchObject({ ok: false, reason: 'wrong_secret' });
    expect(await save({ appId: 'cli_0123456789abcdef' })).toMatchObject({ ok: false, reason: 'unknown_app' });
    expect(await save({ brand: 'lark' })).toMatchObject({ ok: false, reason: 'unknown_app' });
    expect(await settingOf(instanceId)).toBeNull();
  });

  it('asks Feishu nothing about an App ID of the wrong form', async () => {
    const { userId } = await bench.newUser();
    bench.feishu.log.clear();
    const app = bench.feishu.user.createApp();
    expect(await saveBot(bench.deps, userId, formOf(app, { appId: 'cli_123' }))).toMatchObject({
      reason: 'app_id_form',
    });
    expect(await saveBot(bench.deps, userId, formOf(app, { secret: '' }))).toMatchObject({
      reason: 'secret_missing',
    });
    expect(bench.feishu.log.entries).toHaveLength(0);
  });

  it('is not fooled by a token from before the secret was changed', async () => {
    const { userId } = await bench.newUser();
    const app = bench.feishu.user.createApp();
    const before = app.appSecret;
    await saveBot(bench.deps, userId, formOf(app));
    app.appSecret = 'rotated-in-the-console';
    expect(await saveBot(bench.deps, userId, formOf(app, { secret: before }))).toMatchObject({
      reason: 'wrong_secret',
    });
    app.appSecret = before;
  });

  it('keeps right credentials of a bot whose ability is off, and accepts the bot once it is on', async () => {
    const { userId, instanceId } = await bench.newUser();
    const app = bench.feishu.user.createApp({ botEnabled: false });
    expect(await saveBot(bench.deps, userId, formOf(app))).toMatchObject({ ok: true, warning: 'bot_off' });
    const off = (await settingOf(instanceId))!;
    expect(off).toMatchObject({ acceptedAt: null });
    expect(off.refusal).toMatch(/^bot_off: /);
    expect(missingParts({ model: null, channels: [off] })).toContain('channel');
    const before = await specVersion(instanceId);
    app.botEnabled = true;
    await checkBot(bench.deps, instanceId);
    const on = (await settingOf(instanceId))!;
    expect(on.refusal).toBeNull();
    expect(missingParts({ model: null, channels: [on] })).not.toContain('channel');
    expect(await specVersion(instanceId)).toBe(before + 1);
  });

  it('refuses an app that serves another instance, naming nobody, and only to who knows the secret', async () => {
    const holder = await bench.newUser();
    const other = await bench.newUser();
    const app = bench.feishu.user.createApp();
    await saveBot(bench.deps, holder.userId, formOf(app));
    expect(await saveBot(bench.deps, other.userId, formOf(app))).toEqual({
      ok: false,
      reason: 'app_in_use',
      detail: '',
    });
    expect(await saveBot(bench.deps, other.userId, formOf(app, { secret: 'guess' }))).toMatchObject({
      reason: 'wrong_secret',
    });
    await bench.deps.db.instance.update({ where: { id: holder.instanceId }, data: { phase: 'removed' } });
    expect(await saveBot(bench.deps, other.userId, formOf(app))).toMatchObject({ ok: true });
  });

  it('gives an app to one of two who enter it at the same moment', async () => {
    const users = await Promise.all([bench.newUser(), bench.newUser(), bench.newUser(), bench.newUser()]);
    const app = bench.feishu.user.createApp();
    const results = await Promise.all(users.map(({ userId }) => saveBot(bench.deps, userId, formOf(app))));
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    expect(results.filter((result) => !result.ok && result.reason === 'app_in_use')).toHaveLength(3);
  });

  it('replaces another bot only when that was said, and then forgets its owner', async () => {
    const { userId, instanceId } = await bench.newUser();
    const [first, second] = [bench.feishu.user.createApp({ name: 'First' }), bench.feishu.user.createApp()];
    await saveBot(bench.deps, userId, formOf(first));
    await bench.deps.db.channelSetting.updateMany({ where: { instanceId }, data: { ownerId: 'ou_owner' } });
    expect(await saveBot(bench.deps, userId, formOf(second))).toMatchObject({
      reason: 'has_bot',
      detail: 'First',
    });
    expect(await saveBot(bench.deps, userId, formOf(second, { replace: true }))).toMatchObject({ ok: true });
    expect(await settingOf(instanceId)).toMatchObject({ appId: second.appId, ownerId: null });
  });

  it('keeps the secret and the owner when the same app is entered again without one', async () => {
    const { userId, instanceId } = await bench.newUser();
    const app = bench.feishu.user.createApp();
    await saveBot(bench.deps, userId, formOf(app));
    await bench.deps.db.channelSetting.updateMany({ where: { instanceId }, data: { ownerId: 'ou_owner' } });
    expect(await saveBot(bench.deps, userId, formOf(app, { secret: '' }))).toMatchObject({ ok: true });
    expect(await settingOf(instanceId)).toMatchObject({ ownerId: 'ou_owner' });
    expect(await bench.botOf(instanceId)).toMatchObject({ secret: app.appSecret });
  });

  it('says that Feishu cannot be reached, and stores nothing then', async () => {
    const { userId, instanceId } = await bench.newUser();
    const app = bench.feishu.user.createApp();
    bench.feishu.faults.add({ path: '/open-apis/auth/*', status: 502, body: 'bad gateway' });
    expect(await saveBot(bench.deps, userId, formOf(app))).toMatchObject({
      ok: false,
      reason: 'unreachable',
    });
    expect(await settingOf(instanceId)).toBeNull();
  });
});
