'use client';
import { useEffect, useState } from 'react';
import type { Locale } from '../i18n/locale.ts';
import { formatRelative, formatTime, zoneName } from './format-time.ts';

/**
 * "3 minutes ago", kept true, with the exact instant on hover. `now` is the server's idea of now when `at` was read:
 * the text is right although the browser's clock may be wrong.
 */
export function RelativeTime(props: { at: string; now: string; locale: Locale; timeZone: string }) {
  const { at, now, locale, timeZone } = props;
  const [elapsedMs, setElapsedMs] = useState(0);
  useEffect(() => {
    const start = performance.now();
    setElapsedMs(0);
    const timer = setInterval(() => setElapsedMs(performance.now() - start), 10_000);
    return () => clearInterval(timer);
  }, [at, now]);
  return (
    <time
      dateTime={at}
      title={`${formatTime(at, 'full', locale, timeZone)} · ${zoneName(locale, timeZone)}`}
      suppressHydrationWarning
    >
      {formatRelative(at, new Date(new Date(now).getTime() + elapsedMs), locale)}
    </time>
  );
}
