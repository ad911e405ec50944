import {
  claimsCloseAt,
  claimsOpenAt,
  endOfRetention,
  endOfUse,
  type Policy,
} from '@rockpool/db/domain/policy';
import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import { formatTime, zoneName } from '../../ui/format-time.ts';
import { lastDay, sentenceGap, tierList } from '../benefit/refusal-text.ts';

export type Rule = { id: string; name: string; text: string };

/** The campaign's rules in words, every number and date from its policy. */
export function rulesOf(
  { policy, stock }: { policy: Policy; stock: number | null },
  { t, locale }: { t: Translator<'campaign'>; locale: Locale },
): Rule[] {
  const timeZone = policy.zone;
  const until = (end: Date) => lastDay(end, { locale, timeZone });
  const tiers = tierList(policy.tiers, locale);
  const { points, bankDaysMax, totalDaysMax, retentionDays } = policy;
  const gap = sentenceGap(locale);
  const who = points
    ? t('rules.whoText', { tiers, claim: points.claim, day: points.day })
    : t('rules.whoPlanOnly', { tiers });
  const many = stock === null ? t('rules.stockUnlimited') : t('rules.stockText', { stock });
  const rows: [string, string, string][] = [
    [
      'window',
      t('rules.window'),
      t('rules.windowText', {
        from: formatTime(claimsOpenAt(policy), 'date', locale, timeZone),
        to: until(claimsCloseAt(policy)),
        zone: zoneName(locale, timeZone),
      }),
    ],
    ['who', t('rules.who'), policy.entry === 'invitation' ? `${who}${gap}${t('rules.byInvitation')}` : who],
    [
      'stock',
      t('rules.stock'),
      policy.waitingList && stock !== null ? `${many}${gap}${t('rules.waitingList')}` : many,
    ],
    ['first', t('rules.first'), t('rules.firstText', { days: policy.firstGrantDays })],
    ['renewal', t('rules.renewal'), t('rules.renewalText', { bank: bankDaysMax })],
    ['total', t('rules.total'), t('rules.totalText', { total: totalDaysMax })],
    ['end', t('rules.end'), t('rules.endText', { day: until(endOfUse(policy)) })],
    [
      'data',
      t('rules.data'),
      t('rules.dataText', { day: until(endOfRetention(policy)), days: retentionDays }),
    ],
  ];
  return rows.map(([id, name, text]) => ({ id, name, text }));
}
