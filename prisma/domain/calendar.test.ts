import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, DAY_MS, endOfDay, isZone, localDate, nextMidnight, startOfDay } from './calendar.ts';

const at = (text: string) => new Date(text);

test.each([
  // no daylight saving
  ['Asia/Shanghai', '2026-03-10', '2026-03-09T16:00:00Z', '2026-03-10T16:00:00Z'],
  ['Asia/Shanghai', '2024-02-29', '2024-02-28T16:00:00Z', '2024-02-29T16:00:00Z'],
  ['Asia/Kathmandu', '2026-01-01', '2025-12-31T18:15:00Z', '2026-01-01T18:15:00Z'],
  ['UTC', '2026-12-31', '2026-12-31T00:00:00Z', '2027-01-01T00:00:00Z'],
  // 23 and 25 hours
  ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
  ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
  ['America/New_York', '2026-03-08', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'],
  // midnight itself is skipped: the day begins at 01:00
  ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00Z', '2026-04-24T21:00:00Z'],
  ['America/Santiago', '2026-09-06', '2026-09-06T04:00:00Z', '2026-09-07T03:00:00Z'],
  // half an hour
  ['Australia/Lord_Howe', '2026-10-04', '2026-10-03T13:30:00Z', '2026-10-04T13:00:00Z'],
])('%s: %s is from %s to %s', (zone, date, from, to) => {
  expect(startOfDay(date, zone)).toEqual(at(from));
  expect(endOfDay(date, zone)).toEqual(at(to));
  expect(nextMidnight(at(from), zone)).toEqual(at(to));
  expect(nextMidnight(new Date(at(to).getTime() - 1), zone)).toEqual(at(to));
});

describe('for every zone and day', () => {
  const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
  const instant = fc.date({
    min: at('2020-01-01T00:00:00Z'),
    max: at('2035-01-01T00:00:00Z'),
    noInvalidDate: true,
  });

  test('a day begins at its first instant, as a search second by second would find it', () => {
    fc.assert(
      fc.property(zone, instant, (zone, now) => {
        const date = localDate(now, zone);
        let [before, from] = [now.getTime() - 3 * DAY_MS, now.getTime()];
        while (from - before > 1) {
          const middle = Math.floor((before + from) / 2);
          if (localDate(new Date(middle), zone) < date) before = middle;
          else from = middle;
        }
        expect(startOfDay(date, zone)).toEqual(new Date(from));
      }),
      { numRuns: 300 },
    );
  });

  test('now lies between the beginning and the end of its day', () => {
    fc.assert(
      fc.property(zone, instant, (zone, now) => {
        const date = localDate(now, zone);
        expect(startOfDay(date, zone) <= now && now < endOfDay(date, zone)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

test.each([
  ['2026-02-28', 1, '2026-03-01'],
  ['2024-02-28', 1, '2024-02-29'],
  ['2026-03-10', 31, '2026-04-10'],
  ['2026-01-01', -1, '2025-12-31'],
])('%s and %i days is %s', (date, days, result) => {
  expect(addDays(date, days)).toBe(result);
});

test('only known zones are zones', () => {
  expect(isZone('Asia/Shanghai')).toBe(true);
  expect(isZone('Asia/Atlantis')).toBe(false);
  expect(isZone('')).toBe(false);
});
