'use client';
import { cx } from 'class-variance-authority';
import { Check, Minus } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import type { Locale } from '../../i18n/locale.ts';
import { formatTime } from '../../ui/format-time.ts';
import type { EntitlementSnapshot } from './snapshot.ts';

type Day = EntitlementSnapshot['strip'][number];
const states = ['used', 'banked', 'free', 'out_of_reach'] as const;

const look: Record<Day['state'], string> = {
  used: 'border-transparent bg-sunken text-ink-2',
  banked: 'border-transparent bg-accent text-on-accent font-semibold',
  free: 'border-line-strong text-ink-2',
  out_of_reach: 'border-dashed border-line text-ink-2',
};

/** The days of the whole campaign, one square each; told apart by mark and shape as well as by colour. */
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
      <ol aria-label={t('strip.title')} className="flex flex-wrap gap-1">
        {strip.map((day, index) => (
          <li
            key={index}
            title={label(day, index + 1)}
            className={cx(
              'flex size-8 items-center justify-center rounded-md border text-xs tabular',
              look[day.state],
            )}
          >
            <span className="sr-only">{label(day, index + 1)}</span>
            <span aria-hidden>
              {day.state === 'used' ? (
                <Check className="size-4" />
              ) : day.state === 'out_of_reach' ? (
                <Minus className="size-3" />
              ) : (
                index + 1
              )}
            </span>
          </li>
        ))}
      </ol>
      <p className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-sm text-ink-2">
        {states
          .filter((state) => count(state) > 0)
          .map((state) => (
            <span key={state} className="flex items-center gap-1.5">
              <span aria-hidden className={cx('size-3 rounded-sm border', look[state])} />
              {t(`strip.${state}`)} <span className="tabular">{count(state)}</span>
            </span>
          ))}
      </p>
    </div>
  );
}
