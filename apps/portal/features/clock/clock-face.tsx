'use client';
import type { Locale } from '../../i18n/locale.ts';
import { formatTime } from '../../ui/format-time.ts';
import { useAppClock } from '../live/use-app-clock.ts';

export function ClockFace({ now, locale, timeZone }: { now: string; locale: Locale; timeZone: string }) {
  const at = new Date(useAppClock(now));
  return (
    <time dateTime={at.toISOString()} className="font-medium text-ink" suppressHydrationWarning>
      {formatTime(at, 'fullSeconds', locale, timeZone)}
    </time>
  );
}
