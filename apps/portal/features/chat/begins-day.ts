import { formatTime } from '../../ui/format-time.ts';

/** Whether a message is the first of its day; `before` is the instant of the one above it. Pure. */
export function beginsDay(at: string, before: string | undefined, timeZone: string): boolean {
  const dayOf = (instant: string) => formatTime(instant, 'date', 'en', timeZone);
  return before === undefined || dayOf(at) !== dayOf(before);
}
