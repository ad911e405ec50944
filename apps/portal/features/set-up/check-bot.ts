/** Checks the stored bot of an instance with Feishu and records the verdict. */
import { appNow } from '@rockpool/db/clock';
import { addReconcileJob } from '@rockpool/db/jobs';
import { unseal } from '@rockpool/db/secrets';
import { checkCredentials, type CredentialCheck } from '../feishu/credentials.ts';
import { brandOf } from '../feishu/hosts.ts';
import { sealPurpose, type SetUpDeps } from './deps.ts';
import { lockInstance } from './lock-instance.ts';
import { writeRefusal } from './refusal.ts';

/** `null` when there is no bot, or another one since. The verdict counts only for the credentials that were checked. */
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
    if (!(await lockInstance(tx, instanceId))) return null;
    const now = await appNow(tx);
    const { acceptedAt, refusal } = verdict(check, now, bot);
    const { count } = await tx.channelSetting.updateMany({
      where: { id: bot.id, appId: bot.appId, secretVersion: bot.secretVersion },
      data: { acceptedAt, refusal, ...(check.ok ? { botId: check.bot.id, botName: check.bot.name } : {}) },
    });
    if (count === 0) return null;
    if ((acceptedAt === null) !== (bot.acceptedAt === null)) {
      await tx.instance.update({ where: { id: instanceId }, data: { specVersion: { increment: 1 } } });
      await addReconcileJob(tx, instanceId);
    }
    return check;
  });
}

type Verdict = { acceptedAt: Date | null; refusal: string | null };

/** An unreachable Feishu takes nothing back that was accepted `before`. */
export function verdict(check: CredentialCheck, now: Date, before: Verdict | null): Verdict {
  if (check.ok) return { acceptedAt: now, refusal: null };
  if (check.reason === 'unreachable' && before?.acceptedAt) return before;
  return { acceptedAt: null, refusal: writeRefusal(check) };
}

/** The same for the bot of a signed-in user, if there is one. */
export async function checkOwnBot(deps: SetUpDeps, userId: string): Promise<CredentialCheck | null> {
  const instance = await deps.db.instance.findUnique({ where: { userId }, select: { id: true } });
  return instance ? checkBot(deps, instance.id) : null;
}
