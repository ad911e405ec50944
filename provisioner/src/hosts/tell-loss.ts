/** The owner of a computer hears by its bot what was lost with a host, once, when it runs again. */
import type { Logger } from 'pino';
import type { Db } from '@rockpool/db/client';
import type { GatewayAt } from '../gateway-call.ts';
import { sayMoment } from '../local-moment.ts';
import { notifyOwner } from '../reminders/notify.ts';

type TellDeps = { db: Db; log: Logger; ending: AbortSignal; portalUrl: string | null };

export type LossWords = {
  loss: 'all' | 'since_move';
  locale: 'zh' | 'en';
  /** IANA name */
  zone: string;
  lossAt: Date;
  portalUrl: string | null;
};

/** Pure. */
export function lossText({ loss, locale, zone, lossAt, portalUrl }: LossWords): string {
  const at = sayMoment(lossAt, zone, locale);
  if (locale === 'zh') {
    const page = portalUrl === null ? '' : ` ${portalUrl}/computer`;
    return loss === 'all'
      ? `存放您云电脑的机器在 ${at} 之后失联，已无法恢复。之前的文件、对话、记忆和定时任务都丢失了，云电脑已从空白重新开始。套餐天数、设置和机器人照旧。${page}`.trim()
      : `存放您云电脑的机器在 ${at} 之后失联，已无法恢复。云电脑已用上次迁移前的副本继续运行，那之后新增的文件和对话丢失了。套餐天数、设置和机器人照旧。${page}`.trim();
  }
  const page = portalUrl === null ? '' : ` ${portalUrl}/computer`;
  return loss === 'all'
    ? `The machine that kept your cloud computer has been out of reach since ${at} and cannot be recovered. Your earlier files, conversations, memory and scheduled tasks are gone, and your computer has started empty. Your days, settings and bot are as they were.${page}`
    : `The machine that kept your cloud computer has been out of reach since ${at} and cannot be recovered. Your computer goes on with the copy from before its last move; files and conversations since then are gone. Your days, settings and bot are as they were.${page}`;
}

type Row = { loss: 'all' | 'since_move'; lossAt: Date; locale: string; zone: string };

/** Not told, it is tried again at the next look. Never rejects. */
export async function tellLoss(deps: TellDeps, id: string, gateway: GatewayAt): Promise<void> {
  const { db, log, ending, portalUrl } = deps;
  try {
    const [row] = await db.$queryRaw<Row[]>`
      select i.loss, i.loss_at as "lossAt", u.locale, u.time_zone as zone
      from instances i join users u on u.id = i.user_id
      where i.id = ${id}::uuid and i.loss is not null and i.loss_told_at is null`;
    if (!row) return;
    const locale = row.locale === 'en' ? 'en' : 'zh';
    const text = lossText({ ...row, locale, portalUrl });
    // the same id is told once, whoever dies in between
    const delivery = await notifyOwner(gateway, `loss-${id}-${row.lossAt.getTime()}`, text, ending);
    if (delivery.kind === 'failed') {
      log.warn({ instanceId: id, why: delivery.reason }, 'its owner could not be told of what was lost');
      return;
    }
    await db.$executeRaw`
      update instances set loss_told_at = app_now()
      where id = ${id}::uuid and loss_at = ${row.lossAt} and loss_told_at is null`;
    log.info({ instanceId: id, channels: delivery.channels }, 'its owner was told of what was lost');
  } catch (error) {
    log.warn({ instanceId: id, err: error }, 'its owner could not be told of what was lost');
  }
}
