/** What the portal writes for a subscriber, and what is read of it. */
import { randomBytes, randomInt } from 'node:crypto';
import type { Db } from '@rockpool/db/client';
import { appNow } from '@rockpool/db/clock';
import { demoPolicy } from '@rockpool/db/domain/policy';
import { addReconcileJob } from '@rockpool/db/jobs';
import { seal, type KeyRing } from '@rockpool/db/secrets';
import { until } from './until.ts';

export function subscribersOf(db: Db, keys: KeyRing) {
  return {
    /** A user with a claimed instance whose first day waits, as the portal leaves it: rows and job in one transaction. */
    async claim({ days = 1 } = {}) {
      const now = await appNow(db);
      return db.$transaction(async (tx) => {
        const campaign = await tx.campaign.create({
          data: {
            slug: randomBytes(6).toString('hex'),
            name: { zh: '活动', en: 'campaign' },
            policy: demoPolicy(now),
          },
        });
        const phone = `+86138${randomInt(1e8).toString().padStart(8, '0')}`;
        const user = await tx.user.create({ data: { phone } });
        const entitlement = await tx.entitlement.create({
          data: { userId: user.id, campaignId: campaign.id, phone, grantedDays: days, grants: 1 },
        });
        const instance = await tx.instance.create({ data: { userId: user.id } });
        await addReconcileJob(tx, instance.id);
        return { id: instance.id, userId: user.id, entitlementId: entitlement.id };
      });
    },

    /** Stores accepted credentials, as the portal does after its checks. */
    async setUp(
      id: string,
      {
        key = 'sk-first-model-key',
        baseUrl = 'https://models.example.com/v1',
        modelName = 'm-1',
        appId = `cli_${randomBytes(8).toString('hex')}`,
        appSecret = 'app-secret-of-the-bot',
        ownerId = 'ou_owner',
      } = {},
    ) {
      const now = await appNow(db);
      await db.$transaction(async (tx) => {
        const model = {
          preset: 'custom',
          baseUrl,
          model: modelName,
          keySealed: seal(keys, key, { purpose: 'model-key', instanceId: id }),
          acceptedAt: now,
        };
        await tx.modelSetting.upsert({
          where: { instanceId: id },
          create: { instanceId: id, ...model },
          update: model,
        });
        const channel = {
          appId,
          secretSealed: seal(keys, appSecret, { purpose: 'channel-secret', instanceId: id }),
          origin: 'scan',
          ownerId,
          acceptedAt: now,
        };
        await tx.channelSetting.upsert({
          where: { instanceId_channel: { instanceId: id, channel: 'feishu' } },
          create: { instanceId: id, channel: 'feishu', ...channel },
          update: channel,
        });
        await tx.instance.update({ where: { id }, data: { specVersion: { increment: 1 } } });
        await addReconcileJob(tx, id);
      });
    },

    row: (id: string) => db.instance.findUniqueOrThrow({ where: { id } }),
    async reaches(id: string, phase: string, timeoutMs?: number) {
      return until(
        `${id} is ${phase}`,
        async () => {
          const row = await db.instance.findUniqueOrThrow({ where: { id } });
          return row.phase === phase ? row : null;
        },
        timeoutMs,
      );
    },
  };
}
