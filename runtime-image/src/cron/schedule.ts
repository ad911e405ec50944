/** When a task runs. Pure; the arithmetic of calendars is croner's. */
import { Cron } from 'croner';
import { shorten } from '../shorten.ts';

export type Schedule =
  /** five fields, read in the zone of the task */
  | { kind: 'cron'; expression: string }
  /** counted from the anchor, so that restarts do not move it */
  | { kind: 'every'; everyMs: number; anchorAt: number }
  | { kind: 'at'; at: number };

const everyMsMin = 60_000;
const everyMsMax = 366 * 86_400_000;

/**
 * The first instant after `after`, ms since epoch; null when there is none. A time of day that a change of clocks leaves out runs at
 * the end of the gap; one that comes twice runs at its first.
 */
export function nextRun(schedule: Schedule, zone: string, after: number): number | null {
  switch (schedule.kind) {
    case 'at':
      return schedule.at > after ? schedule.at : null;
    case 'every': {
      const { everyMs, anchorAt } = schedule;
      return anchorAt + (Math.floor((after - anchorAt) / everyMs) + 1) * everyMs;
    }
    case 'cron':
      return pattern(schedule.expression, zone).nextRun(new Date(after))?.getTime() ?? null;
  }
}

/** The newest instants from `from` to `to`, both included, oldest first; at most `max`. */
export function runsBetween(
  schedule: Schedule,
  zone: string,
  from: number,
  to: number,
  max: number,
): number[] {
  const found: number[] = [];
  switch (schedule.kind) {
    case 'at':
      if (schedule.at >= from && schedule.at <= to) found.push(schedule.at);
      break;
    case 'every': {
      const { everyMs, anchorAt } = schedule;
      let at = anchorAt + Math.floor((to - anchorAt) / everyMs) * everyMs;
      for (; at >= from && found.length < max; at -= everyMs) found.push(at);
      break;
    }
    case 'cron':
      // the reference itself is left out, and croner counts in whole seconds
      for (const date of pattern(schedule.expression, zone).previousRuns(max, new Date(to + 1_000))) {
        const at = date.getTime();
        if (at >= from && at <= to) found.push(at);
      }
  }
  return found.sort((a, b) => a - b);
}

/** Null when the schedule can be used from `now` on, else a sentence. */
export function refuseSchedule(schedule: Schedule, zone: string, now: number): string | null {
  if (!isZone(zone)) return `${zone} is not a time zone; use a name such as Asia/Shanghai.`;
  if (schedule.kind === 'every') {
    if (schedule.everyMs < everyMsMin) return 'The shortest interval is 1 minute.';
    return schedule.everyMs > everyMsMax ? 'The longest interval is 366 days.' : null;
  }
  if (schedule.kind === 'at')
    return schedule.at <= now ? 'That time has passed; give one that is still to come.' : null;
  try {
    return nextRun(schedule, zone, now) === null ? `"${schedule.expression}" never comes.` : null;
  } catch {
    return `"${shorten(schedule.expression, 60)}" is not a cron expression: five fields, minute hour day month weekday, such as "0 9 * * 1-5". For one time write "2026-12-01 15:30", "15:30" or "in 20m".`;
  }
}

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function pattern(expression: string, zone: string): Cron {
  return new Cron(expression, { timezone: zone, paused: true, mode: '5-part' });
}

/** A wall clock's `YYYY-MM-DD` and `HH:mm:ss` in a zone as an instant; null for a day that no calendar has. */
export function localInstant(date: string, time: string, zone: string): number | null {
  const asUtc = Date.parse(`${date}T${time}Z`);
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 10) !== date) return null;
  return (
    new Cron(`${date}T${time}`, { timezone: zone, paused: true }).nextRun(new Date(0))?.getTime() ?? null
  );
}
