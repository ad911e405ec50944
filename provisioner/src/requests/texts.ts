/** What the chat is told of a request. Pure. */
import type { Refusal } from '@rockpool/db/domain/refusals';
import type { ChatRenewalOutcome } from '@rockpool/db/ledger/renew-by-request';
import { sayMoment } from '../local-moment.ts';

export type Reader = {
  locale: 'zh' | 'en';
  /** IANA name */
  zone: string;
  /** origin of the pages */
  portalUrl: string;
};

/** @param asked how many days the owner asked for */
export function renewalText(outcome: ChatRenewalOutcome, asked: number | 'top-up', reader: Reader): string {
  const zh = reader.locale === 'zh';
  switch (outcome.kind) {
    case 'renewed': {
      const { days, points, expiresAt, availableDays, endedBy } = outcome;
      const until = sayMoment(expiresAt, reader.zone, reader.locale);
      const paid = points === 0 ? '' : zh ? `，花费 ${points} 积分` : `, for ${points} points`;
      const done = zh
        ? `已续用 ${days} 天${paid}。可用 ${availableDays} 天，到期时间：${until}。`
        : `Renewed by ${plural(days)}${paid}. ${plural(availableDays)} available, until ${until}.`;
      // a bank that is full is what a top-up is for
      const isComplete = endedBy === null || (asked === 'top-up' && endedBy.reason === 'bank_full');
      if (isComplete) return done;
      return zh
        ? `${done}\n没有续更多：${refusalText(endedBy, reader)}`
        : `${done}\nNo more than that: ${refusalText(endedBy, reader)}`;
    }
    case 'price': {
      const { days, points, balance } = outcome;
      const command = `/renew ${asked === 'top-up' ? asked : days} points`;
      return zh
        ? `续用 ${days} 天需要 ${points} 积分，您有 ${balance} 积分。同意的话请发送 ${command}。`
        : `${plural(days)} cost ${points} points; you have ${balance}. To agree, send ${command}.`;
    }
    case 'too_many':
      return zh
        ? `一分钟内最多处理 ${outcome.perMinute} 次续用请求，请过一分钟再试。`
        : `At most ${outcome.perMinute} requests a minute are carried out. Try again in a minute.`;
    case 'refused':
      return refusalText(outcome.refusal, reader);
  }
}

export function statusText(
  facts: { expiresAt: Date | null; availableDays: number; waits: boolean },
  { locale, zone }: Pick<Reader, 'locale' | 'zone'>,
): string {
  const zh = locale === 'zh';
  const { expiresAt, availableDays, waits } = facts;
  if (expiresAt === null)
    return waits
      ? zh
        ? `可用 ${availableDays} 天，首次运行后开始计时`
        : `${plural(availableDays)} available, counted from the first run`
      : zh
        ? '没有可用天数'
        : 'no days available';
  const until = sayMoment(expiresAt, zone, locale);
  return zh
    ? `可用 ${availableDays} 天，到期时间：${until}`
    : `${plural(availableDays)} available, until ${until}`;
}

/** Why not, and the way out. */
function refusalText(refusal: Refusal, reader: Reader): string {
  const { locale, zone, portalUrl } = reader;
  const zh = locale === 'zh';
  const page = `${portalUrl}/computer`;
  const at = (instant: Date) => sayMoment(instant, zone, locale);
  switch (refusal.reason) {
    case 'bank_full':
      return zh
        ? `可用天数最多 ${refusal.max} 天，现在有 ${refusal.available} 天。${at(refusal.roomAt)} 之后可以再续。`
        : `At most ${refusal.max} days may be available, and ${refusal.available} are. There is room again from ${at(refusal.roomAt)}.`;
    case 'total_reached':
      return zh
        ? `这次活动最多 ${refusal.max} 天，您已经用完，不能再续用。请在数据保留期内导出：${page}`
        : `This offer has ${refusal.max} days in all, and you have had them. Export your data while it is kept: ${page}`;
    case 'end_of_use':
      return zh
        ? `活动使用期到 ${at(refusal.endsAt)} 为止，不能再续用。请在数据保留期内导出：${page}`
        : `The time of use ends on ${at(refusal.endsAt)}, so there is nothing to add. Export your data while it is kept: ${page}`;
    case 'cut_day':
      return zh
        ? `活动使用期到 ${at(refusal.endsAt)} 为止，剩下的不满一天，积分不能兑换不满一天的时长。`
        : `The time of use ends on ${at(refusal.endsAt)}; less than a whole day is left, and points do not buy part of a day.`;
    case 'not_configured':
      return zh
        ? `云电脑还没有配置完成，完成后才能续用：${portalUrl}/computer/set-up`
        : `Your computer is not set up yet; it can be renewed after that: ${portalUrl}/computer/set-up`;
    case 'not_started':
      return zh
        ? '第一天还没有开始计时，云电脑首次运行后才能续用。'
        : 'The first day has not begun; it can be renewed once your computer has run.';
    case 'membership_unavailable':
      return zh
        ? '暂时查不到您的套餐，没有续用，也没有扣积分。请过几分钟再试。'
        : 'Your plan cannot be looked up right now, so nothing was renewed and nothing paid. Try again in a few minutes.';
    case 'points_short':
      return zh
        ? `需要 ${refusal.needed} 积分，您有 ${refusal.balance} 积分。可以购买积分或开通套餐：${portalUrl}/billing`
        : `It costs ${refusal.needed} points and you have ${refusal.balance}. Buy points or a plan: ${portalUrl}/billing`;
    case 'consent_missing':
      return zh
        ? `还没有授权查询您的套餐，请到网页上授权后再续用：${page}`
        : `You have not allowed us to look up your plan; allow it on the page, then renew: ${page}`;
    case 'plan_missing':
    case 'plan_too_low':
    case 'plan_expired':
      return zh
        ? `您的账号现在没有可用于续用的套餐。可以开通套餐后再续用：${portalUrl}/billing`
        : `Your account has no plan that covers a renewal right now. Get one, then renew: ${portalUrl}/billing`;
    default:
      return zh
        ? `现在不能续用，原因见网页：${page}`
        : `It cannot be renewed right now; the page says why: ${page}`;
  }
}

const plural = (days: number) => (days === 1 ? '1 day' : `${days} days`);
