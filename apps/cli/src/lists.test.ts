import { afterEach, expect, test } from 'vitest';
import { zonedTime } from './lists.ts';

const before = process.env.TZ;
afterEach(() => {
  if (before === undefined) delete process.env.TZ;
  else process.env.TZ = before;
});

test.each([
  ['Asia/Shanghai', '2027-02-09 00:00 UTC+8'],
  ['America/St_Johns', '2027-02-08 12:30 UTC-3:30'],
  ['Asia/Kathmandu', '2027-02-08 21:45 UTC+5:45'],
  ['UTC', '2027-02-08 16:00 UTC'],
])('an instant is told in the time of the machine, with its zone: %s', (zone, told) => {
  process.env.TZ = zone;
  expect(zonedTime('2027-02-08T16:00:00Z')).toBe(told);
});
