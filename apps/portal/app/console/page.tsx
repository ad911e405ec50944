import type { Metadata } from 'next';
import Link from 'next/link';
import { readOverview } from '@rockpool/db/views/overview';
import { db } from '@/db.ts';
import { ConsoleTime } from '@/features/console/console-time.tsx';
import { requireStaff } from '@/features/console/current-staff.ts';
import { AttentionList } from '@/features/console/overview/attention-list.tsx';
import { judgeAttention } from '@/features/console/overview/attention.ts';
import { ChartCard } from '@/features/console/overview/chart-card.tsx';
import { HostsChart } from '@/features/console/overview/hosts-chart.tsx';
import { placesText, sumPlaces } from '@/features/console/overview/places.ts';
import { KeepFresh } from '@/features/console/overview/keep-fresh.tsx';
import { RevenueCharts } from '@/features/console/overview/revenue-charts.tsx';
import { monthFigure } from '@/features/console/overview/revenue-figure.ts';
import { languageTag } from '@/i18n/locale.ts';
import { getLocale, getTranslator } from '@/i18n/translator.ts';
import { formatDay } from '@/ui/format-time.ts';
import { Page, PageHead } from '@/ui/page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleOverview');
  return { title: t('title') };
}

export default async function ConsoleOverviewPage() {
  await requireStaff('overview.read');
  const [t, locale, overview] = await Promise.all([
    getTranslator('consoleOverview'),
    getLocale(),
    readOverview(db()),
  ]);
  const { figures, days, expiring, hosts, revenue } = overview;
  const whole = new Intl.NumberFormat(languageTag[locale]);
  const month = monthFigure(revenue, locale);
  const short = (day: string) => formatDay(day, locale, 'shortDay');
  const cards = [
    { id: 'claimsToday', href: '/console/users', value: whole.format(figures.claimsToday) },
    { id: 'active', href: '/console/users', value: whole.format(figures.active) },
    { id: 'expiringSoon', href: '/console/instances', value: whole.format(figures.expiringSoon) },
    {
      id: 'running',
      href: '/console/instances?phase=running',
      value: `${whole.format(figures.running)} / ${whole.format(figures.computers)}`,
    },
    {
      id: 'places',
      href: '/console/hosts',
      value: placesText(sumPlaces(hosts), whole) ?? t('figure.noPlaces'),
    },
    { id: 'failed', href: '/console/instances?phase=failed', value: whole.format(figures.failed) },
    {
      id: 'stock',
      href: '/console/campaigns',
      value:
        figures.stock === null
          ? t('figure.noStock')
          : `${whole.format(figures.stockClaimed)} / ${whole.format(figures.stock)}`,
    },
    { id: 'waiting', href: '/console/campaigns', value: whole.format(figures.waiting) },
    {
      id: 'revenue',
      href: '/console/payments',
      value: month.whole,
      parts: month.parts && t('figure.revenueParts', month.parts),
    },
  ] as const;
  const words = { claims: t('series.claims'), active: t('series.active'), count: t('series.expiring') };
  return (
    <Page>
      <KeepFresh />
      <PageHead
        title={t('title')}
        hint={
          <>
            {t('asOf')} <ConsoleTime at={overview.at} shape="fullSeconds" />
          </>
        }
      />
      <div className="space-y-6">
        <AttentionList t={t} items={judgeAttention(overview)} />
        <ul className="grid grid-cols-2 gap-3 lg:grid-cols-4">
          {cards.map(({ id, href, value, ...more }) => (
            <li key={id} className={id === 'revenue' ? 'col-span-full' : undefined}>
              <Link
                href={href}
                prefetch={false}
                className="flex h-full flex-col justify-between gap-1 rounded-card border border-line bg-surface p-4 shadow-card transition-colors hover:bg-sunken"
              >
                <span className="text-sm text-ink-2">{t(`figure.${id}`)}</span>
                <span className="text-xl font-semibold break-words tabular sm:text-2xl">{value}</span>
                {'parts' in more && more.parts && (
                  <span className="text-sm break-words text-ink-2 tabular">{more.parts}</span>
                )}
              </Link>
            </li>
          ))}
        </ul>
        <div className="grid gap-4 lg:grid-cols-2">
          <ChartCard
            kind="line"
            title={t('chart.claims')}
            dayHead={t('day')}
            points={days.map(({ day, claims }) => ({ day: short(day), [words.claims]: claims }))}
            series={[{ name: words.claims, color: 'var(--accent)' }]}
          />
          <ChartCard
            kind="line"
            title={t('chart.active')}
            dayHead={t('day')}
            points={days.map(({ day, active }) => ({ day: short(day), [words.active]: active }))}
            series={[{ name: words.active, color: 'var(--blue)' }]}
          />
          <ChartCard
            kind="bar"
            title={t('chart.expiring')}
            dayHead={t('day')}
            points={expiring.map(({ day, count }) => ({ day: short(day), [words.count]: count }))}
            series={[{ name: words.count, color: 'var(--amber)' }]}
          />
          <HostsChart hosts={hosts} />
          <RevenueCharts t={t} locale={locale} revenue={revenue} />
        </div>
      </div>
    </Page>
  );
}
