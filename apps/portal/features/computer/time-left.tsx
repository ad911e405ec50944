'use client';
import { useTranslations } from 'use-intl/react';
import { useAppClock } from '../live/use-app-clock.ts';
import { splitDuration } from './duration.ts';

/** Ticks each second. `role="timer"` keeps screen readers from reading every tick. */
export function TimeLeft({ until, now }: { until: string; now: string }) {
  const t = useTranslations('computer');
  const { days, clock } = splitDuration(Date.parse(until) - useAppClock(now));
  return (
    <span role="timer" className="tabular whitespace-nowrap">
      {days > 0 ? t('timeLeft', { days, clock }) : clock}
    </span>
  );
}
