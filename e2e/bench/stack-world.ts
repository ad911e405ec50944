import { randomBytes } from 'node:crypto';
import { closeDb, createDb, type Db } from '@rockpool/db/client';
import { appNow } from '@rockpool/db/clock';
import { addReconcileJob } from '@rockpool/db/jobs';
import { claim } from '@rockpool/db/ledger/claim';
import { importedMemberships } from '@rockpool/db/membership/imported';
import { gatewayToken, parseKeyRing, seal, type KeyRing } from '@rockpool/db/secrets';
import { parseSettings } from '@rockpool/infra/local/settings';
import { startStack, type Stack } from '@rockpool/infra/local/stack';
import { temporaryState } from '@rockpool/infra/local/temporary-state';
import { z } from 'zod';
import { createRunningWatch } from './running-watch.ts';
import { until } from './until.ts';

const port = 4700;

/** The part of the gateway's status that is waited for. */
const Status = z.object({ channels: z.array(z.object({ state: z.string() })) });

export type Running = { instanceId: string; endpoint: string; readyMs: number };

export type StackWorld = {
  stack: Stack;
  db: Db;
  /** The nth user presses claim: resolves when the gateway is ready. */
  claim(n: number): Promise<Running>;
  /** Model and bot are accepted: resolves when the bot's connection is up, with the ms from the save until then. */
  connect(n: number, running: Running): Promise<number>;
  /** Ends the product and removes every instance. */
  close(): Promise<void>;
};

/** The whole product as `npm start` runs it, with the sandbox's platforms, on ports and state of its own. */
export async function createStackWorld(driver: 'process' | 'docker'): Promise<StackWorld> {
  const state = await temporaryState('bench');
  const keysText = `bench:${randomBytes(32).toString('base64')}`;
  const settings = parseSettings({ PORT: String(port), ROCKPOOL_KEYS: keysText, DRIVER: driver }, {});
  const stack = await startStack({ stateDir: state.dir, settings }).catch(async (error: unknown) => {
    await state.remove();
    throw error;
  });
  const db = createDb(stack.databaseUrl, { max: 8 });
  const keys = parseKeyRing(keysText);
  const running = createRunningWatch(db);
  return {
    stack,
    db,
    async claim(n) {
      const { id: campaignId } = await db.campaign.findFirstOrThrow();
      const userId = await addMember(db, n);
      const begun = performance.now();
      const claimed = await claim(db, importedMemberships(db), { userId, campaignId });
      if (claimed.kind !== 'claimed') throw new Error(`refused: ${JSON.stringify(claimed)}`);
      const { instanceId } = claimed;
      const endpoint = await running.endpointOf(instanceId, `instance ${n} runs`, 120_000);
      return { instanceId, endpoint, readyMs: performance.now() - begun };
    },
    async connect(n, { instanceId, endpoint }) {
      const app = await createApp(stack.urls.feishu!, n);
      const token = gatewayToken(keys, instanceId, 1);
      const saved = performance.now();
      await saveSettings(db, instanceId, keys, app, stack.urls.model!);
      await until(`bot ${n} is connected`, async () => {
        const answer = await fetch(`${endpoint}/control/status`, {
          headers: { authorization: `Bearer ${token}` },
        });
        return Status.parse(await answer.json()).channels[0]?.state === 'connected' || undefined;
      });
      return performance.now() - saved;
    },
    async close() {
      await closeDb(db);
      await stack.stop();
      await state.remove();
    },
  };
}

async function addMember(db: Db, n: number): Promise<string> {
  const phone = `+86137${String(n).padStart(8, '0')}`;
  await db.membership.create({ data: { phone, tier: 'pro', source: 'bench' } });
  return (await db.user.create({ data: { phone, consentAt: await appNow(db) } })).id;
}

type App = { appId: string; appSecret: string; ownerOpenId: string };

async function createApp(feishuUrl: string, n: number): Promise<App> {
  const answer = await fetch(`${feishuUrl}/__emulator/apps`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: `Bench ${n}` }),
  });
  if (!answer.ok) throw new Error(`the emulator answers ${answer.status}`);
  return (await answer.json()) as App;
}

/** What the portal writes when its checks have accepted model and bot. */
async function saveSettings(
  db: Db,
  instanceId: string,
  keys: KeyRing,
  app: App,
  modelUrl: string,
): Promise<void> {
  const acceptedAt = await appNow(db);
  await db.$transaction(async (tx) => {
    await tx.modelSetting.create({
      data: {
        instanceId,
        preset: 'sandbox',
        baseUrl: `${modelUrl}/v1`,
        model: 'sandbox',
        keySealed: seal(keys, 'sk-sandbox-bench', { purpose: 'model-key', instanceId }),
        acceptedAt,
      },
    });
    await tx.channelSetting.create({
      data: {
        instanceId,
        channel: 'feishu',
        appId: app.appId,
        secretSealed: seal(keys, app.appSecret, { purpose: 'channel-secret', instanceId }),
        origin: 'scan',
        ownerId: app.ownerOpenId,
        acceptedAt,
      },
    });
    await tx.instance.update({ where: { id: instanceId }, data: { specVersion: { increment: 1 } } });
    await addReconcileJob(tx, instanceId);
  });
}
