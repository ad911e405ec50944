import type { Locale } from '../i18n/locale.ts';
import { formatTime, zoneName, type TimeShape } from './format-time.ts';

/** An instant in a given zone; hovering shows it in full and names the zone. */
export function Time(props: { at: string; shape: TimeShape; locale: Locale; timeZone: string }) {
  const { at, shape, locale, timeZone } = props;
  return (
    <time
      dateTime={at}
      title={`${formatTime(at, 'full', locale, timeZone)} · ${zoneName(locale, timeZone)}`}
      suppressHydrationWarning
    >
      {formatTime(at, shape, locale, timeZone)}
    </time>
  );
}
