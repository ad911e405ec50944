/** Times as people and models write them. Pure. */
import type { Locale } from '../config/settings.ts';
import { dayIn, localTime } from '../local-time.ts';
import { localInstant } from './schedule.ts';

const units: readonly [RegExp, number][] = [
  [/^(?:s|secs?|seconds?|秒钟?)$/i, 1_000],
  [/^(?:m|mins?|minutes?|分钟?)$/i, 60_000],
  [/^(?:h|hrs?|hours?|小时|个小时|钟头)$/i, 3_600_000],
  [/^(?:d|days?|天|日)$/i, 86_400_000],
  [/^(?:w|weeks?|周|个星期|星期)$/i, 604_800_000],
];

/** ms of `20m`, `1h30m`, `in 2 hours`, `20分钟`; null for anything else. */
export function readDuration(text: string): number | null {
  const whole = text
    .trim()
    .replace(/^(?:in|every|每隔?)\s*/i, '')
    .replace(/\s*(?:later|后|之后)$/i, '');
  const parts = [...whole.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+|[\u4e00-\u9fff]+?(?=\d|\s|$))[\s,]*/gi)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== whole) return null;
  let sum = 0;
  for (const [, amount, unit = ''] of parts) {
    const ms = units.find(([names]) => names.test(unit))?.[1];
    if (ms === undefined) return null;
    sum += Number(amount) * ms;
  }
  return Math.round(sum);
}

export type ReadInstant = { kind: 'instant'; at: number } | { kind: 'refused'; message: string };

const dayMs = 86_400_000;

/** `2026-11-23 09:00` and the next `09:00` in the zone, or a full ISO 8601 instant. */
export function readInstant(text: string, zone: string, now: number): ReadInstant {
  const wanted = text.trim();
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(wanted);
  if (clock !== null) {
    const time = timeOf(clock[1], clock[2], clock[3]);
    const instants = [now, now + dayMs].map((at) => localInstant(dayIn(zone, at).date, time, zone));
    const next = instants.find((at) => at !== null && at > now);
    return next == null ? refused(wanted) : { kind: 'instant', at: next };
  }
  const local = /^(\d{4}-\d{2}-\d{2})[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?$/.exec(wanted);
  if (local?.[1] !== undefined) {
    const at = localInstant(local[1], timeOf(local[2], local[3], local[4]), zone);
    return at === null ? refused(wanted) : { kind: 'instant', at };
  }
  const isFull = /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})$/i.test(wanted);
  const at = isFull ? Date.parse(wanted) : NaN;
  return Number.isNaN(at) ? refused(wanted) : { kind: 'instant', at };
}

function timeOf(hour = '0', minute = '00', second = '00'): string {
  return `${hour.padStart(2, '0')}:${minute}:${second}`;
}

function refused(wanted: string): ReadInstant {
  return {
    kind: 'refused',
    message: `"${wanted.slice(0, 60)}" is not a time; write "2026-11-23 09:00", "09:00" or an ISO 8601 instant.`,
  };
}

/** `2026-11-23 09:00 Monday` in a zone, `周一` for who reads Chinese. Models read English. */
export function showInstant(at: number, zone: string, locale: Locale = 'en'): string {
  const { date, weekday, hour, minute } = localTime(zone, at);
  const time = [hour, minute].map((part) => String(part).padStart(2, '0')).join(':');
  return `${date} ${time} ${locale === 'zh' ? chineseWeekday(date) : weekday}`;
}

const chineseWeekday = (date: string): string =>
  `周${'日一二三四五六'[new Date(`${date}T00:00Z`).getUTCDay()]}`;

/** `2h 30m`, of the largest two units. */
export function showDuration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const parts = (
    [
      ['d', 86_400],
      ['h', 3_600],
      ['m', 60],
      ['s', 1],
    ] as const
  ).reduce<{ left: number; shown: string[] }>(
    ({ left, shown }, [name, size]) => {
      const count = Math.floor(left / size);
      return { left: left - count * size, shown: count > 0 ? [...shown, `${count}${name}`] : shown };
    },
    { left: seconds, shown: [] },
  );
  return parts.shown.slice(0, 2).join(' ') || '0s';
}
