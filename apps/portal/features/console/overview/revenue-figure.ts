import type { CurrencyRevenue } from '@rockpool/db/views/revenue';
import type { Locale } from '../../../i18n/locale.ts';
import { formatMoney } from '../../billing/money.ts';

/** This month by currency, the largest first, in whole and its parts; the parts are null where nothing was paid. */
export function monthFigure(
  revenue: readonly CurrencyRevenue[],
  locale: Locale,
): { whole: string; parts: { plans: string; points: string } | null } {
  const months = revenue
    .map(({ currency, months: all }) => ({ currency, ...(all.at(-1) ?? { points: 0, plans: 0 }) }))
    .filter(({ points, plans }) => points !== 0 || plans !== 0)
    .sort((a, b) => b.points + b.plans - (a.points + a.plans));
  const sum = (of: (month: { points: number; plans: number }) => number) =>
    months
      .filter((month) => of(month) !== 0)
      .map((month) => formatMoney(of(month), month.currency, locale))
      .join(' + ') || formatMoney(0, revenue[0]?.currency ?? 'cny', locale);
  return {
    whole: sum(({ points, plans }) => points + plans),
    parts:
      months.length === 0 ? null : { plans: sum(({ plans }) => plans), points: sum(({ points }) => points) },
  };
}
