'use client';
import { cx } from 'class-variance-authority';
import { useTranslations } from 'use-intl/react';
import type { Locale } from '../../i18n/locale.ts';
import { formatTime } from '../../ui/format-time.ts';
import { dayLook, DaySquares } from './day-squares.tsx';
import type { EntitlementSnapshot } from './snapshot.ts';

type Day = EntitlementSnapshot['strip'][number];
const states = ['used', 'banked', 'free', 'out_of_reach'] as const;

/** The days of the whole campaign, one square each. */
export function DayStrip({ entitlement, locale }: { entitlement: EntitlementSnapshot; locale: Locale }) {
  const t = useTranslations('computer');
  const { strip, campaign } = entitlement;
  const timeZone = campaign.policy.zone;
  const count = (state: Day['state']) => strip.filter((day) => day.state === state).length;
  function label(day: Day, number: number): string {
    if (day.state === 'banked' && day.endsAt)
      return t('strip.bankedUntil', {
        day: number,
        until: formatTime(day.endsAt, 'weekdayDateTime', locale, timeZone),
      });
    return t('strip.day', { day: number, state: t(`strip.${day.state}`) });
  }
  return (
    <div className="mt-4 border-t border-line pt-4">
      <DaySquares
        label={t('strip.title')}
        days={strip.map((day, index) => ({
          look: day.state,
          text: String(index + 1),
          label: label(day, index + 1),
        }))}
      />
      <p className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-sm text-ink-2">
        {states
          .filter((state) => count(state) > 0)
          .map((state) => (
            <span key={state} className="flex items-center gap-1.5">
              <span aria-hidden className={cx('size-3 rounded-sm border', dayLook[state])} />
              {t(`strip.${state}`)} <span className="tabular">{count(state)}</span>
            </span>
          ))}
      </p>
    </div>
  );
}
