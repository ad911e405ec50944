/** Checks the stored bot of an instance with Feishu and records the verdict. */
import { appNow } from '@rockpool/db/clock';
import { addReconcileJob } from '@rockpool/db/jobs';
import { unseal } from '@rockpool/db/secrets';
import { checkCredentials, type CredentialCheck } from '../feishu/credentials.ts';
import { brandOf } from '../feishu/hosts.ts';
import { sealPurpose, type SetUpDeps } from './deps.ts';
import { isAboutAbility, writeRefusal } from './refusal.ts';

/**
 * `null` when there is no bot, or another one since. The verdict counts only for the credentials that were checked.
 * Credentials that are right are handed to the instance even while the bot ability is off: Feishu's console saves the long
 * connection only while a client is connected.
 */
export async function checkBot(
  { db, keys, hosts }: SetUpDeps,
  instanceId: string,
): Promise<CredentialCheck | null> {
  const bot = await db.channelSetting.findUnique({
    where: { instanceId_channel: { instanceId, channel: 'feishu' } },
  });
  if (!bot) return null;
  const secret = unseal(keys, bot.secretSealed, { purpose: sealPurpose.channelSecret, instanceId });
  const check = await checkCredentials(hosts[brandOf(bot.brand)].openUrl, bot.appId, secret);

  return db.$transaction(async (tx) => {
    const now = await appNow(tx);
    const { count } = await tx.channelSetting.updateMany({
      where: { id: bot.id, appId: bot.appId, secretVersion: bot.secretVersion },
      data: {
        ...verdict(check, now, bot.acceptedAt !== null),
        ...(check.ok ? { botId: check.bot.id, botName: check.bot.name } : {}),
      },
    });
    if (count === 0) return null;
    const usable = check.ok || isAboutAbility(check.reason);
    if (usable && bot.acceptedAt === null) {
      await tx.instance.update({ where: { id: instanceId }, data: { specVersion: { increment: 1 } } });
      await addReconcileJob(tx, instanceId);
    }
    return check;
  });
}

/** An unreachable Feishu takes nothing back that was accepted before. */
export function verdict(
  check: CredentialCheck,
  now: Date,
  wasAccepted: boolean,
): { acceptedAt?: Date | null; refusal?: string | null } {
  if (check.ok) return { acceptedAt: now, refusal: null };
  if (check.reason === 'unreachable') return wasAccepted ? {} : { refusal: writeRefusal(check) };
  return { acceptedAt: isAboutAbility(check.reason) ? now : null, refusal: writeRefusal(check) };
}

/** The same for the bot of a signed-in user, if there is one. */
export async function checkOwnBot(deps: SetUpDeps, userId: string): Promise<CredentialCheck | null> {
  const instance = await deps.db.instance.findUnique({ where: { userId }, select: { id: true } });
  return instance ? checkBot(deps, instance.id) : null;
}
