import { HOUR_MS, startOfDay } from '@rockpool/db/domain/calendar';
import { z } from 'zod';

/** What a field for date and time says: `2026-03-10T18:20`. */
export const LocalTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/)
  .refine((text) => !Number.isNaN(Date.parse(`${text.slice(0, 16)}Z`)));

/** The instant at which the zone's clocks show it; on a day of a change of clocks the hours are counted from midnight. */
export function instantOfLocal(text: string, zone: string): Date {
  const [date, time] = text.split('T') as [string, string];
  const [hours, minutes] = time.split(':').map(Number) as [number, number];
  return new Date(startOfDay(date, zone).getTime() + hours * HOUR_MS + minutes * 60_000);
}

/** As such a field shows an instant. */
export function localOf(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
    .format(at)
    .replace(' ', 'T');
}
