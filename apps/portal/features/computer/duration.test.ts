import { expect, test } from 'vitest';
import { splitDuration } from './duration.ts';

test.each([
  [0, 0, '00:00:00'],
  [-5_000, 0, '00:00:00'],
  [1, 0, '00:00:01'],
  [59_999, 0, '00:01:00'],
  [86_400_000, 1, '00:00:00'],
  [86_399_000, 0, '23:59:59'],
  [3 * 86_400_000 + 3_723_000, 3, '01:02:03'],
])('%i ms is %i days and %s', (ms, days, clock) => {
  expect(splitDuration(ms)).toEqual({ days, clock });
});
