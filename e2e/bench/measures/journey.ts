import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { closeDb, createDb, type Db } from '@rockpool/db/client';
import { appNow } from '@rockpool/db/clock';
import { addReconcileJob } from '@rockpool/db/jobs';
import { claim } from '@rockpool/db/ledger/claim';
import { importedMemberships } from '@rockpool/db/membership/imported';
import { gatewayToken, parseKeyRing, seal } from '@rockpool/db/secrets';
import { parseSettings } from '@rockpool/infra/local/settings';
import { startStack } from '@rockpool/infra/local/stack';
import { z } from 'zod';
import type { Figures } from '../measure.ts';
import { quantile } from '../samples.ts';

const claims = 20;
const port = 4700;

/** The part of the gateway's status that is waited for. */
const Status = z.object({ channels: z.array(z.object({ state: z.string() })) });

/** On the whole running product, one user after another: claim → gateway ready, settings saved → channel connected. */
export async function measureJourney(): Promise<Figures> {
  const stateDir = await mkdtemp(path.join(tmpdir(), 'rockpool-bench-'));
  const keysText = `bench:${randomBytes(32).toString('base64')}`;
  const stack = await startStack({
    stateDir,
    settings: parseSettings({ PORT: String(port), ROCKPOOL_KEYS: keysText, DRIVER: 'process' }, {}),
  });
  const db = createDb(stack.databaseUrl, { max: 4 });
  try {
    const keys = parseKeyRing(keysText);
    const { id: campaignId } = await db.campaign.findFirstOrThrow();
    const readyMs: number[] = [];
    const connectedMs: number[] = [];
    for (let n = 0; n < claims; n++) {
      const userId = await addMember(db, n);
      const begun = performance.now();
      const claimed = await claim(db, importedMemberships(db), { userId, campaignId });
      if (claimed.kind !== 'claimed') throw new Error(`refused: ${JSON.stringify(claimed)}`);
      const { instanceId } = claimed;
      const endpoint = await until(async () => {
        const row = await db.instance.findUniqueOrThrow({ where: { id: instanceId } });
        return row.phase === 'running' && row.endpoint ? row.endpoint : undefined;
      });
      readyMs.push(performance.now() - begun);
      const app = await createApp(stack.urls.feishu!, n);
      const saved = performance.now();
      await saveSettings(db, instanceId, keys, app, stack.urls.model!);
      const token = gatewayToken(keys, instanceId, 1);
      await until(async () => {
        const answer = await fetch(`${endpoint}/control/status`, {
          headers: { authorization: `Bearer ${token}` },
        });
        return Status.parse(await answer.json()).channels[0]?.state === 'connected' || undefined;
      });
      connectedMs.push(performance.now() - saved);
    }
    return {
      figures: {
        'claim.readyP95Ms': quantile(readyMs, 0.95),
        'channel.connectedP95Ms': quantile(connectedMs, 0.95),
      },
      notes: [
        `from the ledger call, without the browser; p50 ${Math.round(quantile(readyMs, 0.5))} ms to ready, ${Math.round(quantile(connectedMs, 0.5))} ms to connected, ${claims} users, all alive at the end`,
      ],
      samples: { readyMs, connectedMs },
    };
  } finally {
    await closeDb(db);
    await stack.stop();
    await rm(stateDir, { recursive: true, force: true });
  }
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
  keys: ReturnType<typeof parseKeyRing>,
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

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('it did not come within 30 s');
}
