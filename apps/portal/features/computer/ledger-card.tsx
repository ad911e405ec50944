'use client';
import { useTranslations } from 'use-intl/react';
import type { Locale } from '../../i18n/locale.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { Time } from '../../ui/time.tsx';
import type { EntitlementSnapshot } from './snapshot.ts';

type Entry = EntitlementSnapshot['entries'][number];
const shownFirst = 5;

/** Every granted day with its reason, newest first. */
export function LedgerCard({ entitlement, locale }: { entitlement: EntitlementSnapshot; locale: Locale }) {
  const t = useTranslations('computer');
  const { entries, grantedDays, campaign } = entitlement;
  const list = (some: Entry[]) => (
    <ul className="divide-y divide-line">
      {some.map((entry) => (
        <Line key={entry.id} entry={entry} locale={locale} timeZone={campaign.policy.zone} />
      ))}
    </ul>
  );
  return (
    <Card aria-labelledby={`ledger-${entitlement.id}`}>
      <CardHead
        id={`ledger-${entitlement.id}`}
        title={t('ledger.title')}
        hint={t('ledger.sum', { granted: grantedDays, total: campaign.policy.totalDaysMax })}
      />
      {list(entries.slice(0, shownFirst))}
      {entries.length > shownFirst && (
        <details>
          <summary className="py-2 text-sm font-medium text-accent">
            {t('ledger.more', { count: entries.length - shownFirst })}
          </summary>
          {list(entries.slice(shownFirst))}
        </details>
      )}
    </Card>
  );
}

function Line({ entry, locale, timeZone }: { entry: Entry; locale: Locale; timeZone: string }) {
  const t = useTranslations('computer');
  const { days, reason, points, expiresAfter, note, createdAt } = entry;
  return (
    <li className="flex gap-3 py-2.5 text-sm">
      <div className="min-w-0 flex-1">
        <p className="font-medium">{t(`ledger.reason.${reason}`)}</p>
        <p className="text-ink-2">
          <Time at={createdAt} shape="dateTime" locale={locale} timeZone={timeZone} />
          {points > 0 && ` · ${t('ledger.points', { points })}`}
          {note && ` · ${note}`}
        </p>
      </div>
      <div className="text-right tabular">
        <p className="font-medium">
          {t('ledger.days', { days: days > 0 ? `+${days}` : `−${-days}`, count: Math.abs(days) })}
        </p>
        {expiresAfter && (
          <p className="text-ink-2">
            {t.rich('ledger.until', {
              at: () => <Time at={expiresAfter} shape="dateTime" locale={locale} timeZone={timeZone} />,
            })}
          </p>
        )}
      </div>
    </li>
  );
}
