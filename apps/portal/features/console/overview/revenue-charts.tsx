import type { CurrencyRevenue, Taken } from '@rockpool/db/views/revenue';
import type { Translator } from '../../../i18n/translator-for.ts';
import type { Locale } from '../../../i18n/locale.ts';
import { Card } from '../../../ui/card.tsx';
import { formatDay } from '../../../ui/format-time.ts';
import { currencyDigits } from '../../payments/currency-digits.ts';
import { ChartCard } from './chart-card.tsx';

/** beyond these, a currency is in the figures alone */
const chartedMax = 3;

/** What points and plans brought in, by day and by month: two charts for each currency. */
export function RevenueCharts(props: {
  t: Translator<'consoleOverview'>;
  locale: Locale;
  revenue: readonly CurrencyRevenue[];
}) {
  const { t, locale, revenue } = props;
  if (revenue.length === 0)
    return (
      <Card className="lg:col-span-2">
        <p className="text-ink-2">{t('chart.revenueNone')}</p>
      </Card>
    );
  const words = { points: t('series.points'), plans: t('series.plans') };
  const series = [
    { name: words.plans, color: 'var(--green)' },
    { name: words.points, color: 'var(--blue)' },
  ];
  const pointsOf = (taken: readonly Taken[], currency: string, name: (at: string) => string) => {
    const unit = 10 ** currencyDigits(currency);
    return taken.map(({ at, points, plans }) => ({
      day: name(at),
      [words.plans]: plans / unit,
      [words.points]: points / unit,
    }));
  };
  return revenue.slice(0, chartedMax).flatMap(({ currency, days, months }) => {
    const sign = currency.toUpperCase();
    return [
      <ChartCard
        key={`${currency} days`}
        kind="bar"
        stacked
        title={t('chart.revenueDays', { currency: sign })}
        dayHead={t('day')}
        points={pointsOf(days, currency, (at) => formatDay(at, locale, 'shortDay'))}
        series={series}
      />,
      <ChartCard
        key={`${currency} months`}
        kind="bar"
        stacked
        title={t('chart.revenueMonths', { currency: sign })}
        dayHead={t('chart.month')}
        points={pointsOf(months, currency, (at) => at.replace('-', '/'))}
        series={series}
      />,
    ];
  });
}
