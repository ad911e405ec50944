import type { Command } from 'commander';
import { z } from 'zod';
import { countingNumber } from './words.ts';
import type { Session } from './session.ts';

const pageMax = 200;

/** `--limit` of every list. */
export const limited = (command: Command) =>
  command.option('--limit <count>', 'rows at most', countingNumber, 50);

/** Rows of a list up to a limit, page after page. */
export async function readList<T>(
  { api }: Session,
  path: string,
  item: z.ZodType<T>,
  { limit, ...query }: { limit: number } & Record<string, string | number | undefined>,
): Promise<{ items: T[]; more: boolean }> {
  const shape = z.object({ items: z.array(item), next: z.string().nullable() });
  const items: T[] = [];
  let cursor: string | undefined;
  for (;;) {
    const wanted = Math.min(pageMax, limit - items.length);
    const page = await api.get(path, { shape, query: { ...query, limit: wanted, cursor } });
    items.push(...page.items);
    if (page.next === null || items.length >= limit) return { items, more: page.next !== null };
    cursor = page.next;
  }
}

export const moreText = (more: boolean): string => (more ? 'There are more: raise --limit.' : '');

/** `2026-03-10 09:30` in the time of this machine. */
export function localTime(instant: string | null | undefined): string {
  if (!instant) return '';
  const at = new Date(instant);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The same with the zone, where a single instant is told: `2026-03-10 09:30 UTC+8`, `… UTC-3:30`, `… UTC`. */
export function zonedTime(instant: string | null | undefined): string {
  if (!instant) return '';
  const minutes = -new Date(instant).getTimezoneOffset();
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const offset = `${minutes < 0 ? '-' : '+'}${hours}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`;
  return `${localTime(instant)} UTC${minutes === 0 ? '' : offset}`;
}
