/** A day of some zone's calendar, `YYYY-MM-DD`. */
export type LocalDate = string;

export const HOUR_MS = 3_600_000;
/** A granted day: 24 hours, whatever the calendar does. */
export const DAY_MS = 24 * HOUR_MS;

/** The calendar day that `at` belongs to in `zone` (an IANA name). */
export function localDate(at: Date, zone: string): LocalDate {
  return wallClock(at.getTime(), zone).slice(0, 10);
}

/** The first instant of a calendar day; where the clocks skip midnight, the first instant after the gap. */
export function startOfDay(date: LocalDate, zone: string): Date {
  const utc = Date.parse(`${date}T00:00:00Z`);
  // midnight under the offsets in force well before and well after it; a change of the offset lies between
  const candidates = [-DAY_MS, DAY_MS].map((shift) => utc - offsetMs(utc + shift, zone));
  const first = candidates
    .sort((a, b) => a - b)
    .find((at) => localDate(new Date(at), zone) >= date && localDate(new Date(at - 1), zone) < date);
  return new Date(first ?? candidates[0]!);
}

/** The end of a calendar day, exclusive: the next midnight of the zone. */
export function endOfDay(date: LocalDate, zone: string): Date {
  return startOfDay(addDays(date, 1), zone);
}

/** The first midnight of the zone after `at`. */
export function nextMidnight(at: Date, zone: string): Date {
  return endOfDay(localDate(at, zone), zone);
}

/** The hour that the zone's clocks show, 0 to 23. */
export function hourOf(at: Date, zone: string): number {
  return Number(wallClock(at.getTime(), zone).slice(11, 13));
}

/** When the zone's clocks show a full hour of a day: the first time where they do so twice, right after it where they skip it. */
export function instantOf(date: LocalDate, hour: number, zone: string): Date {
  const wanted = `${date}T${String(hour).padStart(2, '0')}`;
  const utc = Date.parse(`${wanted}:00:00Z`);
  const candidates = [-DAY_MS, DAY_MS]
    .map((shift) => utc - offsetMs(utc + shift, zone))
    .sort((a, b) => a - b);
  return new Date(candidates.find((at) => wallClock(at, zone).startsWith(wanted)) ?? candidates.at(-1)!);
}

/** Calendar arithmetic, free of zones. */
export function addDays(date: LocalDate, days: number): LocalDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

export function isZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

function offsetMs(at: number, zone: string): number {
  return Date.parse(`${wallClock(at, zone)}Z`) - Math.floor(at / 1000) * 1000;
}

/** What the zone's clocks show, `YYYY-MM-DDTHH:MM:SS`. */
function wallClock(at: number, zone: string): string {
  return formatOf(zone).format(at).replace(', ', 'T').replace(' ', 'T');
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(zone, format);
  }
  return format;
}
