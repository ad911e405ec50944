/** Begins a scan: asks the vendor for a code and leaves the polling to the worker. */
import { appNow } from '@rockpool/db/clock';
import { addPollScanJob } from '@rockpool/db/jobs';
import { seal } from '@rockpool/db/secrets';
import { beginRegistration } from '../feishu/registration.ts';
import { scanUrl } from '../feishu/scan-url.ts';
import { portalMetrics } from '../metrics/metrics.ts';
import { sealPurpose, type SetUpDeps } from './deps.ts';
import { lockInstance } from './lock-instance.ts';

const scansPerHourMax = 20;

export type StartScanResult =
  | { ok: true; scanId: string }
  /** has_bot: a bot exists and `replace` was not said */
  | { ok: false; reason: 'no_instance' | 'has_bot' | 'too_many' | 'unreachable' | 'refused'; detail: string };

export type StartScan = {
  userId: string;
  /** the person knows that the bot of now will be replaced */
  replace: boolean;
  /** name that the vendor's page starts with; kept short, or the QR gets too fine to scan */
  preset: { name: string };
};

export async function startScan(
  { db, keys, hosts }: SetUpDeps,
  { userId, replace, preset }: StartScan,
): Promise<StartScanResult> {
  const instance = await db.instance.findUnique({
    where: { userId },
    include: { channels: { where: { channel: 'feishu' } } },
  });
  if (!instance || instance.phase === 'removed') return { ok: false, reason: 'no_instance', detail: '' };
  const bot = instance.channels[0];
  if (bot && !replace) return { ok: false, reason: 'has_bot', detail: bot.botName ?? bot.appId };
  const hourAgo = new Date((await appNow(db)).getTime() - 3_600_000);
  const recent = await db.channelScan.count({
    where: { instanceId: instance.id, createdAt: { gt: hourAgo } },
  });
  if (recent >= scansPerHourMax) return { ok: false, reason: 'too_many', detail: String(scansPerHourMax) };

  const begun = await beginRegistration(hosts.feishu.accountsUrl);
  if (!begun.ok) return begun;

  const scanId = await db.$transaction(async (tx) => {
    if (!(await lockInstance(tx, instance.id))) return null;
    await cancelOpenScans(tx, instance.id);
    const now = await appNow(tx);
    const { id } = await tx.channelScan.create({
      data: {
        instanceId: instance.id,
        channel: 'feishu',
        deviceCodeSealed: seal(keys, begun.deviceCode, {
          purpose: sealPurpose.deviceCode,
          instanceId: instance.id,
        }),
        qrUrl: scanUrl(begun.verificationUrl, preset),
        pollEveryMs: begun.pollEveryMs,
        expiresAt: new Date(now.getTime() + begun.lifeMs),
      },
    });
    await addPollScanJob(tx, id, begun.pollEveryMs);
    return id;
  });
  return scanId === null ? { ok: false, reason: 'no_instance', detail: '' } : { ok: true, scanId };
}

/** Ends what the user no longer waits for. Returns how many scans that were. */
export async function cancelScan({ db }: SetUpDeps, userId: string): Promise<number> {
  const instance = await db.instance.findUnique({ where: { userId }, select: { id: true } });
  return instance ? cancelOpenScans(db, instance.id) : 0;
}

type Scans = Pick<SetUpDeps['db'], 'channelScan'>;

export async function cancelOpenScans({ channelScan }: Scans, instanceId: string): Promise<number> {
  const open = { instanceId, state: { in: ['waiting', 'scanned'] } };
  const { count } = await channelScan.updateMany({ where: open, data: { state: 'cancelled' } });
  portalMetrics().scans.inc({ end: 'cancelled' }, count);
  return count;
}
