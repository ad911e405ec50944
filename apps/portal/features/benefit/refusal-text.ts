/** Every refusal of the benefit as a sentence with the fact that decides it. Works on the server and in the browser. */
import type { Tier } from '@rockpool/db/domain/plan';
import type { Refusal } from '@rockpool/db/domain/refusals';
import type { WayOut } from '@rockpool/db/domain/way-out';
import { languageTag, type Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import { formatTime } from '../../ui/format-time.ts';
import type { Wire } from '../computer/wire.ts';

export type RefusalWords = { t: Translator<'refusal'>; locale: Locale; timeZone: string };

const tierNames: Record<Tier, string> = { lite: 'Lite', pro: 'Pro', max: 'Max' };

export function tierName(tier: Tier): string {
  return tierNames[tier];
}

/** "Pro or Max"; in Chinese with a space between the scripts, as the texts around it have. */
export function tierList(tiers: Tier[], locale: Locale): string {
  const list = new Intl.ListFormat(languageTag[locale], { type: 'disjunction' });
  const parts = list.formatToParts(tiers.map(tierName));
  return parts
    .map(({ type, value }) => (type === 'literal' ? value.replace(/^(?=或)|(?<=或)$/g, ' ') : value))
    .join('');
}

/** What stands between two sentences. */
export function sentenceGap(locale: Locale): string {
  return locale === 'zh' ? '' : ' ';
}

/** The last calendar day before an exclusive end. */
export function lastDay(end: string | Date, { locale, timeZone }: Omit<RefusalWords, 't'>): string {
  return formatTime(new Date(new Date(end).getTime() - 1), 'date', locale, timeZone);
}

export function refusalText(refusal: Wire<Refusal>, words: RefusalWords): string {
  const { t, locale, timeZone } = words;
  const time = (at: string) => formatTime(at, 'dateTime', locale, timeZone);
  switch (refusal.reason) {
    case 'plan_missing':
      return t('plan_missing', { wanted: tierList(refusal.wanted, locale) });
    case 'plan_too_low': {
      const { tier, wanted } = refusal;
      return t('plan_too_low', { tier: tierName(tier), wanted: tierList(wanted, locale) });
    }
    case 'plan_expired':
      return t('plan_expired', { tier: tierName(refusal.tier), at: time(refusal.validUntil) });
    case 'window_not_open':
      return t('window_not_open', { at: time(refusal.opensAt) });
    case 'window_closed':
      return t('window_closed', { day: lastDay(refusal.closesAt, words) });
    case 'stock_empty':
      return t('stock_empty', { stock: refusal.stock });
    case 'points_short': {
      const { needed, balance, plan } = refusal;
      return `${refusalText(plan, words)}${sentenceGap(locale)}${t('points_short', { needed, balance })}`;
    }
    case 'price_changed':
      return t('price_changed', { points: refusal.points, shown: refusal.shown });
    case 'not_configured':
      return t('not_configured', { missing: partList(refusal.missing, words) });
    case 'bank_full': {
      const { available, max, roomAt } = refusal;
      return t('bank_full', { available, max, at: formatTime(roomAt, 'weekdayDateTime', locale, timeZone) });
    }
    case 'total_reached':
      return t('total_reached', { max: refusal.max });
    case 'end_of_use':
      return t('end_of_use', { day: lastDay(refusal.endsAt, words) });
    case 'cut_day':
      return t('cut_day', { day: lastDay(refusal.endsAt, words) });
    case 'revoke_too_many':
      return t('revoke_too_many', { granted: refusal.granted });
    case 'stock_held':
      return t('stock_held', { held: refusal.held });
    case 'invitation_used_up':
      return t('invitation_used_up', { uses: refusal.uses });
    case 'invitation_expired':
      return t('invitation_expired', { at: time(refusal.expiredAt) });
    case 'stock_left':
      return t('stock_left', { left: refusal.left });
    case 'consent_missing':
    case 'campaign_paused':
    case 'campaign_ended':
    case 'invitation_missing':
    case 'invitation_unknown':
    case 'waiting_list_none':
    case 'campaign_unknown':
    case 'phone_used':
    case 'membership_unavailable':
    case 'entitlement_unknown':
    case 'not_started':
    case 'page_stale':
      return t(`plain.${refusal.reason}`);
  }
}

/** What to do about it in words; null where a button or a time already says it. */
export function wayOutText(way: Wire<WayOut>, { t, locale }: RefusalWords): string | null {
  switch (way.kind) {
    case 'get_plan':
      return t('wayOut.get_plan', { tiers: tierList(way.tiers, locale) });
    case 'buy_points':
      return t('wayOut.buy_points', { missing: way.missing });
    case 'renew_plan':
    case 'ask_operator':
    case 'try_later':
    case 'get_invitation':
      return t(`wayOut.plain.${way.kind}`);
    default:
      return null;
  }
}

function partList(parts: ('model' | 'channel')[], { t, locale }: RefusalWords): string {
  return new Intl.ListFormat(languageTag[locale], { type: 'conjunction' }).format(
    parts.map((part) => t(`part.${part}`)),
  );
}
