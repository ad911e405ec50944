import { expect, test } from 'vitest';
import { beginsDay } from './begins-day.ts';

test.each<[string, string | undefined, string, boolean]>([
  ['2026-03-10T08:00:00Z', undefined, 'Asia/Shanghai', true],
  ['2026-03-10T15:59:59Z', '2026-03-10T08:00:00Z', 'Asia/Shanghai', false],
  ['2026-03-10T16:00:00Z', '2026-03-10T15:59:59Z', 'Asia/Shanghai', true],
  ['2026-03-10T16:00:00Z', '2026-03-10T15:59:59Z', 'UTC', false],
  ['2027-03-10T08:00:00Z', '2026-03-10T08:00:00Z', 'UTC', true],
])('%s after %s in %s begins a day: %s', (at, before, zone, expected) => {
  expect(beginsDay(at, before, zone)).toBe(expected);
});
