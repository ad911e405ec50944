/** Instants as people read them. Pure: the same input gives the same text on the server and in the browser. */
import { languageTag, type Locale } from '../i18n/locale.ts';

const shapes = {
  /** 18:20 */
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  /** Thursday 12 Mar, 18:20 */
  weekdayDateTime: {
    weekday: 'long',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  },
  /** 2026 */
  year: { year: 'numeric' },
  /** 10/03, below a chart */
  shortDay: { month: 'numeric', day: 'numeric' },
  /** 10 March */
  day: { month: 'long', day: 'numeric' },
  /** 10 March 2026 */
  date: { year: 'numeric', month: 'long', day: 'numeric' },
  /** 10 Mar, 18:20 */
  dateTime: { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  /** 10 Mar 2026, 18:20 */
  yearDateTime: {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  },
  /** Tue, 10 March 2026 at 18:20 */
  full: {
    weekday: 'short',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  },
  /** Tue, 10 March 2026 at 18:20:05 */
  fullSeconds: {
    weekday: 'short',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

export type TimeShape = keyof typeof shapes;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** `at` is an ISO instant or a Date; `timeZone` an IANA name such as `Asia/Shanghai`. */
export function formatTime(at: string | Date, shape: TimeShape, locale: Locale, timeZone: string): string {
  const key = `${shape} ${locale} ${timeZone}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat(languageTag[locale], { ...shapes[shape], timeZone });
    formatters.set(key, formatter);
  }
  return formatter.format(new Date(at));
}

/** "China Standard Time", for saying which zone a time is in. */
export function zoneName(locale: Locale, timeZone: string): string {
  const parts = new Intl.DateTimeFormat(languageTag[locale], { timeZone, timeZoneName: 'longGeneric' });
  return parts.formatToParts(0).find((part) => part.type === 'timeZoneName')?.value ?? timeZone;
}

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** "3 minutes ago", "in 2 hours"; under ten seconds either way it is "now". */
export function formatRelative(at: string | Date, now: string | Date, locale: Locale): string {
  const seconds = Math.round((new Date(at).getTime() - new Date(now).getTime()) / 1000);
  const relative = new Intl.RelativeTimeFormat(languageTag[locale], { numeric: 'auto' });
  if (Math.abs(seconds) < 10) return relative.format(0, 'second');
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? units[3];
  return spaced(relative.format(Math.trunc(seconds / size), unit));
}

/** Our texts have a space between figures and Chinese words, "28 天后"; Intl sets none. Dates stay as people write them. */
const spaced = (text: string) => text.replace(/(\d)(?=\p{Script=Han})/gu, '$1 ');

/** A calendar day as `2026-03-10`, without an instant or zone of its own: "10 March 2026". */
export function formatDay(day: string, locale: Locale, shape: 'shortDay' | 'day' | 'date' = 'date'): string {
  return formatTime(`${day}T00:00:00Z`, shape, locale, 'UTC');
}
