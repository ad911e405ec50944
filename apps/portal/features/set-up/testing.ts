/** A database, a simulated Feishu and a few users with instances, for the tests of this room. */
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { parseKeyRing, unseal } from '@rockpool/db/secrets';
import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { startFeishuEmulator, type FeishuEmulator } from '../../../../e2e/emulators/feishu/start.ts';
import { startPortalWorker, type PortalWorker } from '../jobs/worker.ts';
import { sealPurpose, type SetUpDeps } from './deps.ts';
import { scanJobs } from './scan-jobs.ts';
import { startScan } from './start-scan.ts';

export type SetUpBench = {
  deps: SetUpDeps;
  database: TestDatabase;
  feishu: FeishuEmulator;
  worker(): Promise<PortalWorker>;
  newUser(): Promise<{ userId: string; instanceId: string }>;
  /** Starts a scan for the user; the user code is what the phone sees. */
  scan(userId: string, options?: { replace?: boolean }): Promise<{ scanId: string; userCode: string }>;
  botOf(instanceId: string): Promise<{ appId: string; secret: string } | null>;
  close(): Promise<void>;
};

/** `pollIntervalSeconds` of the simulated Feishu, which counts real time. */
export async function createSetUpBench(pollIntervalSeconds = 0.2): Promise<SetUpBench> {
  const database = await createTestDatabase();
  const feishu = await startFeishuEmulator({ pollIntervalSeconds });
  const keys = parseKeyRing(`test:${randomBytes(32).toString('base64')}`);
  const hosts = {
    feishu: { accountsUrl: feishu.url, openUrl: feishu.url },
    lark: { accountsUrl: feishu.larkUrl, openUrl: feishu.larkUrl },
  };
  const deps: SetUpDeps = { db: database.db, keys, hosts };
  const workers: PortalWorker[] = [];
  let phones = 0;
  return {
    deps,
    database,
    feishu,
    async worker() {
      const worker = await startPortalWorker([scanJobs(deps)], { databaseUrl: database.url, log: () => {} });
      workers.push(worker);
      return worker;
    },
    async newUser() {
      const phone = `+86139${String(++phones).padStart(8, '0')}`;
      const { id: userId } = await database.db.user.create({ data: { phone } });
      const { id: instanceId } = await database.db.instance.create({ data: { userId, id: randomUUID() } });
      return { userId, instanceId };
    },
    async scan(userId, { replace = false } = {}) {
      const preset = { name: '{user} 的云电脑' };
      const started = await startScan(deps, { userId, replace, preset });
      if (!started.ok) throw new Error(started.reason);
      const { qrUrl } = await database.db.channelScan.findUniqueOrThrow({ where: { id: started.scanId } });
      return { scanId: started.scanId, userCode: new URL(qrUrl).searchParams.get('user_code')! };
    },
    async botOf(instanceId) {
      const where = { instanceId_channel: { instanceId, channel: 'feishu' } };
      const bot = await database.db.channelSetting.findUnique({ where });
      if (!bot) return null;
      const binding = { purpose: sealPurpose.channelSecret, instanceId };
      return { appId: bot.appId, secret: unseal(keys, bot.secretSealed, binding) };
    },
    async close() {
      for (const worker of workers) await worker.stop();
      await feishu.close();
      await database.drop();
    },
  };
}

/** Reads until `accept` is content; fails with the last value after ten seconds. */
export async function eventually<T>(read: () => Promise<T>, accept: (value: T) => boolean): Promise<T> {
  const giveUpAt = Date.now() + 10_000;
  for (;;) {
    const value = await read();
    if (accept(value)) return value;
    if (Date.now() > giveUpAt) throw new Error(`This did not change in time: ${JSON.stringify(value)}`);
    await wait(20);
  }
}
