import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSetUpBench, eventually, type SetUpBench } from './testing.ts';
import { pollScan } from './poll-scan.ts';
import { cancelScan } from './start-scan.ts';
import type { PortalWorker } from '../jobs/worker.ts';

let bench: SetUpBench;
let worker: PortalWorker;
beforeAll(async () => {
  bench = await createSetUpBench();
  worker = await bench.worker();
});
afterAll(() => bench.close());
beforeEach(() => bench.feishu.faults.clear());

const accountsPath = '*/oauth/v1/app/registration';
const scanOf = (id: string) => bench.deps.db.channelScan.findUniqueOrThrow({ where: { id } });
const settled = (id: string) =>
  eventually(
    () => scanOf(id),
    (scan) => !['waiting', 'scanned'].includes(scan.state),
  );
const settingOf = (instanceId: string) =>
  bench.deps.db.channelSetting.findFirstOrThrow({ where: { instanceId } });
const acceptedBot = (instanceId: string) =>
  eventually(
    () => bench.deps.db.channelSetting.findFirst({ where: { instanceId } }),
    (bot) => Boolean(bot?.acceptedAt),
  );
const reconcileJobs = (instanceId: string) => bench.deps.db.$queryRaw<unknown[]>`
  select 1 from graphile_worker.jobs where key = ${`reconcile:${instanceId}`}`;

describe('a scan', () => {
  it('ends with stored, checked credentials, the scanner as owner, and a reconcile', async () => {
    const { userId, instanceId } = await bench.newUser();
    const { scanId, userCode } = await bench.scan(userId);
    bench.feishu.user.scan(userCode);
    await eventually(
      () => scanOf(scanId),
      (scan) => scan.state === 'scanned',
    );
    const approved = await bench.feishu.user.approve(userCode);
    if (!approved.ok) throw new Error(approved.reason);
    const bot = await acceptedBot(instanceId);
    expect(await scanOf(scanId)).toMatchObject({ state: 'done', brand: 'feishu' });
    expect(bot).toMatchObject({
      appId: approved.app.appId,
      origin: 'scan',
      botId: approved.app.botOpenId,
      refusal: null,
    });
    expect(bot?.ownerId).toMatch(/^ou_/);
    expect(await bench.botOf(instanceId)).toEqual({
      appId: approved.app.appId,
      secret: approved.app.appSecret,
    });
    const instance = await bench.deps.db.instance.findUniqueOrThrow({ where: { id: instanceId } });
    expect(instance.specVersion).toBe(2);
    expect(await reconcileJobs(instanceId)).toHaveLength(1);
  });

  it('that the person refuses is told as refused and stores nothing', async () => {
    const { userId, instanceId } = await bench.newUser();
    const { scanId, userCode } = await bench.scan(userId);
    bench.feishu.user.deny(userCode);
    expect((await settled(scanId)).state).toBe('denied');
    expect(await bench.botOf(instanceId)).toBeNull();
  });

  it('whose code ran out ends as expired, and a new one can be begun', async () => {
    const { userId } = await bench.newUser();
    const { scanId } = await bench.scan(userId);
    bench.feishu.faults.add({ path: accountsPath, status: 400, body: { error: 'expired_token' } });
    expect((await settled(scanId)).state).toBe('expired');
    expect((await bench.scan(userId)).scanId).not.toBe(scanId);
    await cancelScan(bench.deps, userId);
  });

  it('slows down when told to', async () => {
    const { userId } = await bench.newUser();
    const { scanId } = await bench.scan(userId);
    bench.feishu.faults.add({ path: accountsPath, status: 400, body: { error: 'slow_down' } });
    const slowed = await eventually(
      () => scanOf(scanId),
      (scan) => scan.pollEveryMs > 5_000,
    );
    expect(slowed).toMatchObject({ state: 'waiting', pollEveryMs: 5_200 });
    await cancelScan(bench.deps, userId);
  });

  it('of a Lark user goes on at Lark and keeps the brand', async () => {
    const { userId, instanceId } = await bench.newUser();
    const { scanId, userCode } = await bench.scan(userId);
    await bench.feishu.user.approve(userCode, { personId: 'lark-user' });
    expect(await acceptedBot(instanceId)).toMatchObject({ brand: 'lark' });
    expect(await scanOf(scanId)).toMatchObject({ state: 'done', brand: 'lark' });
  });

  it.each([
    ['HTTP 502', { status: 502, body: '<html>bad gateway</html>' }],
    ['a broken connection', { drop: 'request' as const }],
    ['something that is no JSON', { status: 200, body: 'maintenance' }],
  ])('survives %s from Feishu and remembers since when', async (_name, fault) => {
    const { userId, instanceId } = await bench.newUser();
    const { scanId, userCode } = await bench.scan(userId);
    bench.feishu.faults.add({ path: accountsPath, bodyIncludes: 'action=poll', times: 2, ...fault });
    await eventually(
      () => scanOf(scanId),
      (scan) => scan.troubleSince !== null,
    );
    await bench.feishu.user.approve(userCode);
    await acceptedBot(instanceId);
    expect(await scanOf(scanId)).toMatchObject({ state: 'done' });
  });

  it('fails as unreachable when Feishu has not answered for two minutes', async () => {
    const { userId } = await bench.newUser();
    const { scanId } = await bench.scan(userId);
    bench.feishu.faults.add({ path: accountsPath, status: 503, times: 0 });
    const since = await eventually(
      () => scanOf(scanId),
      (scan) => scan.troubleSince !== null,
    );
    const longAgo = new Date(since.troubleSince!.getTime() - 120_000);
    await bench.deps.db.channelScan.updateMany({ where: { id: scanId }, data: { troubleSince: longAgo } });
    expect(await settled(scanId)).toMatchObject({ state: 'failed', detail: 'unreachable' });
  });

  it('goes on after a restart of the portal in the middle', async () => {
    const { userId, instanceId } = await bench.newUser();
    const { scanId, userCode } = await bench.scan(userId);
    await eventually(
      () => scanOf(scanId),
      (scan) => scan.polls > 0,
    );
    await worker.stop();
    await bench.feishu.user.approve(userCode);
    // a killed portal leaves its job locked, which the queue would respect for hours
    await bench.deps.db.$executeRaw`
      update graphile_worker._private_jobs set locked_at = now(), locked_by = 'killed' where key = ${`poll-scan:${scanId}`}`;
    expect(await bench.botOf(instanceId)).toBeNull();
    worker = await bench.worker();
    expect((await acceptedBot(instanceId))?.origin).toBe('scan');
  });

  it('whose credentials were stored right before a kill is checked after the restart', async () => {
    const { userId, instanceId } = await bench.newUser();
    await worker.stop();
    const { scanId, userCode } = await bench.scan(userId);
    await bench.feishu.user.approve(userCode);
    await pollScan(bench.deps, scanId);
    expect(await settingOf(instanceId)).toMatchObject({ acceptedAt: null, refusal: null });
    await bench.deps.db.$executeRaw`
      update graphile_worker._private_jobs set locked_at = now(), locked_by = 'killed' where key = ${`poll-scan:${scanId}`}`;
    worker = await bench.worker();
    await acceptedBot(instanceId);
  });

  it('that was cancelled stores nothing, even when it is granted afterwards', async () => {
    const { userId, instanceId } = await bench.newUser();
    await worker.stop();
    const { scanId, userCode } = await bench.scan(userId);
    await bench.feishu.user.approve(userCode);
    await cancelScan(bench.deps, userId);
    worker = await bench.worker();
    await pollScan(bench.deps, scanId);
    expect((await scanOf(scanId)).state).toBe('cancelled');
    expect(await bench.botOf(instanceId)).toBeNull();
  });

  it('replaces the scan before it', async () => {
    const { userId } = await bench.newUser();
    const first = await bench.scan(userId);
    const second = await bench.scan(userId);
    expect((await scanOf(first.scanId)).state).toBe('cancelled');
    expect((await scanOf(second.scanId)).state).toBe('waiting');
    await cancelScan(bench.deps, userId);
  });

  it('for an app that serves another instance is refused without naming that instance', async () => {
    const holder = await bench.newUser();
    const first = await bench.scan(holder.userId);
    const approved = await bench.feishu.user.approve(first.userCode);
    if (!approved.ok) throw new Error(approved.reason);
    await acceptedBot(holder.instanceId);

    const other = await bench.newUser();
    const second = await bench.scan(other.userId);
    await bench.feishu.user.approve(second.userCode, { clientId: approved.app.appId });
    const ended = await settled(second.scanId);
    expect(ended).toMatchObject({ state: 'failed', detail: 'app_in_use' });
    expect(JSON.stringify(ended)).not.toContain(holder.instanceId);
    expect(await bench.botOf(other.instanceId)).toBeNull();
    expect(await bench.botOf(holder.instanceId)).toMatchObject({ appId: approved.app.appId });
  });

  it('replaces an earlier bot only when that was said', async () => {
    const { userId, instanceId } = await bench.newUser();
    const first = await bench.scan(userId);
    await bench.feishu.user.approve(first.userCode);
    const before = await acceptedBot(instanceId);
    await expect(bench.scan(userId)).rejects.toThrow('has_bot');
    const second = await bench.scan(userId, { replace: true });
    await bench.feishu.user.approve(second.userCode);
    await settled(second.scanId);
    const after = await acceptedBot(instanceId);
    expect(after?.appId).not.toBe(before?.appId);
    expect(after?.secretVersion).toBe(before!.secretVersion + 1);
  });

  it('shows a bot whose ability is off, and accepts it once it is on', async () => {
    const { userId, instanceId } = await bench.newUser();
    const { scanId, userCode } = await bench.scan(userId);
    bench.feishu.faults.add({
      path: '/open-apis/bot/v3/info',
      status: 400,
      body: { code: 230006, msg: 'bot ability is off' },
    });
    await bench.feishu.user.approve(userCode);
    const refused = await eventually(
      () => bench.deps.db.channelSetting.findFirst({ where: { instanceId } }),
      (bot) => Boolean(bot?.refusal),
    );
    expect(refused).toMatchObject({ acceptedAt: null });
    expect(refused?.refusal).toMatch(/^bot_off: 230006/);
    await pollScan(bench.deps, scanId);
    expect(await acceptedBot(instanceId)).toMatchObject({ refusal: null });
  });

  it('waits for a Feishu that is away right after the grant, and takes nothing back', async () => {
    const { userId, instanceId } = await bench.newUser();
    const { scanId, userCode } = await bench.scan(userId);
    bench.feishu.faults.add({ path: '/open-apis/auth/*', status: 503, times: 1 });
    await bench.feishu.user.approve(userCode);
    await acceptedBot(instanceId);
    bench.feishu.faults.add({ path: '/open-apis/auth/*', status: 503, times: 1 });
    await expect(pollScan(bench.deps, scanId)).rejects.toThrow('cannot be reached');
    expect(await settingOf(instanceId)).toMatchObject({ refusal: null });
    expect((await settingOf(instanceId)).acceptedAt).not.toBeNull();
  });
});
