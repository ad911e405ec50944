import { expect, it } from 'vitest';
import { dayIn, localTime } from './local-time.ts';

it.each([
  ['Asia/Shanghai', Date.UTC(2026, 2, 9, 16), '2026-03-10, Tuesday'],
  ['Asia/Kathmandu', Date.UTC(2026, 2, 9, 18, 15), '2026-03-10, Tuesday'],
  ['America/New_York', Date.UTC(2026, 2, 9, 4), '2026-03-09, Monday'],
])('the day changes at midnight of %s, to the millisecond', (timeZone, midnight, day) => {
  expect(dayIn(timeZone, midnight - 1).withWeekday).not.toBe(day);
  expect(dayIn(timeZone, midnight).withWeekday).toBe(day);
  expect(dayIn(timeZone, midnight - 1).withWeekday).not.toBe(day);
});

it.each([
  ['Asia/Shanghai', '2026-03-09T16:05:00Z', { date: '2026-03-10', weekday: 'Tuesday', hour: 0, minute: 5 }],
  // the hour that comes twice
  ['Europe/Berlin', '2026-10-25T00:30:00Z', { date: '2026-10-25', weekday: 'Sunday', hour: 2, minute: 30 }],
  ['Europe/Berlin', '2026-10-25T01:30:00Z', { date: '2026-10-25', weekday: 'Sunday', hour: 2, minute: 30 }],
])('in %s at %s the clock shows %j', (zone, at, shown) => {
  expect(localTime(zone, Date.parse(at))).toEqual(shown);
});
