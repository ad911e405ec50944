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
  const [elapsed, setElapsed] = useState({ since: now, ms: 0 });
  useEffect(() => {
    const start = performance.now();
    const timer = setInterval(() => setElapsed({ since: now, ms: performance.now() - start }), 10_000);
    return () => clearInterval(timer);
  }, [now]);
  // what was counted from an older reading is not added to a newer one
  const elapsedMs = elapsed.since === now ? elapsed.ms : 0;
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
