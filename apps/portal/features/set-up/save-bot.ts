/** Plan B: the App ID and App Secret of an app that the subscriber made in Feishu's console. */
import { appNow } from '@rockpool/db/clock';
import { addReconcileJob } from '@rockpool/db/jobs';
import { seal, unseal } from '@rockpool/db/secrets';
import { z } from 'zod';
import { isAppId } from '../feishu/app-id.ts';
import { checkCredentials, type CredentialRefusal } from '../feishu/credentials.ts';
import { verdict } from './check-bot.ts';
import { claimApp, isAppTaken } from './claim-app.ts';
import { sealPurpose, type SetUpDeps } from './deps.ts';
import { lockInstance } from './lock-instance.ts';
import { isAboutAbility } from './refusal.ts';
import { cancelOpenScans } from './start-scan.ts';

/** An empty secret means: the stored one, when the App ID is the stored one too. */
export const BotForm = z.object({
  appId: z.string().trim().max(100),
  secret: z.string().trim().max(200),
  brand: z.enum(['feishu', 'lark']),
  /** the person knows that another bot will be replaced */
  replace: z.boolean(),
});
export type BotForm = z.infer<typeof BotForm>;

export type SaveBotResult =
  /** `warning`: id and secret are right and stored, the bot is not usable yet */
  | { ok: true; warning: CredentialRefusal | null; detail: string }
  | {
      ok: false;
      reason: 'no_instance' | 'app_id_form' | 'secret_missing' | 'has_bot' | 'app_in_use' | CredentialRefusal;
      detail: string;
    };

/**
 * Whether the app serves someone else is told only to those who know its secret, and never whom.
 */
export async function saveBot(
  { db, keys, hosts }: SetUpDeps,
  userId: string,
  form: BotForm,
): Promise<SaveBotResult> {
  const { appId, brand } = form;
  const instance = await db.instance.findUnique({
    where: { userId },
    include: { channels: { where: { channel: 'feishu' } } },
  });
  if (!instance || instance.phase === 'removed') return refuse('no_instance');
  if (!isAppId(appId)) return refuse('app_id_form');
  const before = instance.channels[0];
  const isSameApp = before?.appId === appId;
  if (before && !isSameApp && !form.replace) return refuse('has_bot', before.botName ?? before.appId);
  const instanceId = instance.id;
  const binding = { purpose: sealPurpose.channelSecret, instanceId };
  const secret =
    form.secret !== '' ? form.secret : isSameApp ? unseal(keys, before.secretSealed, binding) : '';
  if (secret === '') return refuse('secret_missing');

  const check = await checkCredentials(hosts[brand].openUrl, appId, secret);
  if (!check.ok && !isAboutAbility(check.reason)) return refuse(check.reason, check.detail);

  try {
    const refused = await db.$transaction(async (tx) => {
      if (!(await lockInstance(tx, instanceId))) return 'no_instance';
      if ((await claimApp(tx, instanceId, appId)) === 'taken') return 'app_in_use';
      await cancelOpenScans(tx, instanceId);
      const bot = {
        appId,
        brand,
        secretSealed: seal(keys, secret, binding),
        ...verdict(check, await appNow(tx), null),
        ...(check.ok ? { botId: check.bot.id, botName: check.bot.name } : {}),
      };
      const stranger = isSameApp ? {} : { origin: 'manual', ownerId: null };
      await tx.channelSetting.upsert({
        where: { instanceId_channel: { instanceId, channel: 'feishu' } },
        create: { instanceId, channel: 'feishu', origin: 'manual', ...bot },
        update: { ...bot, ...stranger, secretVersion: { increment: 1 } },
      });
      await tx.instance.update({ where: { id: instanceId }, data: { specVersion: { increment: 1 } } });
      await addReconcileJob(tx, instanceId);
      return null;
    });
    if (refused) return refuse(refused);
  } catch (error) {
    if (isAppTaken(error)) return refuse('app_in_use');
    throw error;
  }
  return { ok: true, warning: check.ok ? null : check.reason, detail: check.ok ? '' : check.detail };
}

type Refusal = Extract<SaveBotResult, { ok: false }>;

function refuse(reason: Refusal['reason'], detail = ''): Refusal {
  return { ok: false, reason, detail };
}
