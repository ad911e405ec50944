/**
 * The task behind a scan, run on the server whether or not the page is open: polls until the person has decided, stores the
 * credentials in the same transaction as the success, then has them checked.
 */
import { appNow } from '@rockpool/db/clock';
import { addPollScanJob } from '@rockpool/db/jobs';
import { seal, unseal } from '@rockpool/db/secrets';
import type { ChannelScan } from '@rockpool/db/generated/client';
import { brandOf } from '../feishu/hosts.ts';
import { pollRegistration } from '../feishu/registration.ts';
import { scanStep, type ScanStep } from '../feishu/scan-step.ts';
import { portalMetrics } from '../metrics/metrics.ts';
import { checkBot } from './check-bot.ts';
import { claimApp, isAppTaken } from './claim-app.ts';
import { sealPurpose, type SetUpDeps } from './deps.ts';
import { lockInstance } from './lock-instance.ts';
import { whileDatabaseReturns } from './while-database-returns.ts';

const open = { in: ['waiting', 'scanned'] };

/** Safe to run twice and at any time. Throws when Feishu cannot be reached for the check, so that the queue tries again. */
export async function pollScan(deps: SetUpDeps, scanId: string): Promise<void> {
  const scan = await deps.db.channelScan.findUnique({ where: { id: scanId } });
  if (!scan) return;
  if (scan.state === 'waiting' || scan.state === 'scanned') return poll(deps, scan, scan.state);
  if (scan.state !== 'done') return;
  const check = await checkBot(deps, scan.instanceId);
  if (check && !check.ok && check.reason === 'unreachable')
    throw new Error(`Feishu cannot be reached: ${check.detail}`);
}

async function poll(deps: SetUpDeps, scan: ChannelScan, state: 'waiting' | 'scanned'): Promise<void> {
  const { db, keys, hosts } = deps;
  const code = unseal(keys, scan.deviceCodeSealed, {
    purpose: sealPurpose.deviceCode,
    instanceId: scan.instanceId,
  });
  const brand = brandOf(scan.brand);
  const answer = await pollRegistration(hosts[brand].accountsUrl, code);
  // a grant is told once: it must outlive a database that is away for a moment
  await whileDatabaseReturns(async () => {
    const { pollEveryMs, troubleSince, expiresAt } = scan;
    const progress = { state, brand, pollEveryMs, troubleSince, expiresAt };
    const step = scanStep(progress, answer, await appNow(db));
    switch (step.next) {
      case 'poll':
        return goOn(deps, scan.id, step);
      case 'end':
        return end(deps, scan.id, step.state, step.detail);
      case 'store':
        return store(deps, scan, step).catch((error: unknown) => {
          if (!isAppTaken(error)) throw error;
          return end(deps, scan.id, 'failed', 'app_in_use');
        });
    }
  });
}

async function goOn(
  { db }: SetUpDeps,
  scanId: string,
  { progress, afterMs }: ScanStep & { next: 'poll' },
): Promise<void> {
  await db.$transaction(async (tx) => {
    const data = { ...progress, polls: { increment: 1 } };
    const { count } = await tx.channelScan.updateMany({ where: { id: scanId, state: open }, data });
    if (count > 0) await addPollScanJob(tx, scanId, afterMs);
  });
}

async function end({ db }: SetUpDeps, scanId: string, state: string, detail: string): Promise<void> {
  const data = { state, detail };
  const { count } = await db.channelScan.updateMany({ where: { id: scanId, state: open }, data });
  portalMetrics().scans.inc({ end: state }, count);
}

/** A scan that was cancelled meanwhile stores nothing: the person has turned to another way, or has deleted the account. */
async function store(
  { db, keys }: SetUpDeps,
  { id, instanceId }: ChannelScan,
  grant: ScanStep & { next: 'store' },
): Promise<void> {
  const { appId, brand, ownerId } = grant;
  const secretSealed = seal(keys, grant.secret, { purpose: sealPurpose.channelSecret, instanceId });
  const ended = await db.$transaction(async (tx) => {
    if (!(await lockInstance(tx, instanceId))) return null;
    const scan = await tx.channelScan.findUnique({ where: { id } });
    if (!scan || scan.state === 'cancelled' || scan.state === 'done') return null;
    if ((await claimApp(tx, instanceId, appId)) === 'taken') {
      await tx.channelScan.update({ where: { id }, data: { state: 'failed', detail: 'app_in_use' } });
      return 'failed';
    }
    const bot = {
      appId,
      secretSealed,
      brand,
      ownerId,
      origin: 'scan',
      botId: null,
      botName: null,
      acceptedAt: null,
      refusal: null,
    };
    await tx.channelSetting.upsert({
      where: { instanceId_channel: { instanceId, channel: 'feishu' } },
      create: { instanceId, channel: 'feishu', ...bot },
      update: { ...bot, secretVersion: { increment: 1 } },
    });
    await tx.channelScan.update({ where: { id }, data: { state: 'done', brand, detail: '' } });
    await addPollScanJob(tx, id, 0);
    return 'done';
  });
  if (ended) portalMetrics().scans.inc({ end: ended });
}
