/** The wall clock of a time zone. */
export type LocalTime = {
  /** `YYYY-MM-DD` */
  date: string;
  /** in English */
  weekday: string;
  /** 0 to 23 */
  hour: number;
  minute: number;
};
export type Day = { date: string; withWeekday: string };

const formatters = new Map<string, Intl.DateTimeFormat>();
const days = new Map<string, { quarter: number; day: Day }>();
/** in every time zone a day begins at a full quarter of an hour */
const quarterMs = 900_000;

export function localTime(timeZone: string, at: number): LocalTime {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    const day = { year: 'numeric', month: '2-digit', day: '2-digit', weekday: 'long' } as const;
    const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    formatter = new Intl.DateTimeFormat('en-CA', { timeZone, ...day, ...time });
    formatters.set(timeZone, formatter);
  }
  const part = Object.fromEntries(formatter.formatToParts(at).map(({ type, value }) => [type, value]));
  const { year, month, day, weekday = '' } = part;
  return { date: `${year}-${month}-${day}`, weekday, hour: Number(part.hour), minute: Number(part.minute) };
}

/** The calendar day at `now` in a time zone, e.g. `2026-11-22, Sunday`. Asked with every message, so the last answer is kept. */
export function dayIn(timeZone: string, now: number): Day {
  const quarter = Math.floor(now / quarterMs);
  const known = days.get(timeZone);
  if (known?.quarter === quarter) return known.day;
  const { date, weekday } = localTime(timeZone, now);
  const day = { date, withWeekday: `${date}, ${weekday}` };
  days.set(timeZone, { quarter, day });
  return day;
}
