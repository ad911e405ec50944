import { expect, test } from 'vitest';
import { availableDays } from './available.ts';
import { DAY_MS, HOUR_MS } from './calendar.ts';
import { dayStrip } from './day-strip.ts';
import { autoGlmPolicy as policy, endOfUse } from './policy.ts';

const now = new Date('2026-03-01T04:00:00Z');
const entitlement = (leftMs: number | null, grantedDays = 1, from = now) => ({
  grantedDays,
  grants: grantedDays,
  startedAt: leftMs === null ? null : from,
  expiresAt: leftMs === null ? null : new Date(from.getTime() + leftMs),
});

test.each([
  [-DAY_MS, 0],
  [-1, 0],
  [0, 0],
  [1, 1],
  [DAY_MS - 1000, 1],
  [DAY_MS, 1],
  [DAY_MS + 1000, 2],
  [6 * DAY_MS, 6],
  [6 * DAY_MS + 1, 7],
])('%i ms left are %i available days', (left, days) => {
  expect(availableDays(entitlement(left), now)).toBe(days);
});

test('before the first run the granted days are available', () => {
  expect(availableDays(entitlement(null, 3), now)).toBe(3);
});

const counts = (strip: ReturnType<typeof dayStrip>) =>
  ['used', 'banked', 'free', 'out_of_reach'].map(
    (state) => strip.filter((day) => day.state === state).length,
  );

test.each([
  ['just claimed', entitlement(null), now, [0, 1, 30, 0]],
  ['in the tenth day of twelve', entitlement(2.5 * DAY_MS, 12), now, [9, 3, 19, 0]],
  ['lapsed', entitlement(-DAY_MS, 12), now, [12, 0, 19, 0]],
  ['three days before the end', entitlement(HOUR_MS, 12, endOfUseLess(3)), endOfUseLess(3), [11, 1, 3, 16]],
  ['all granted', entitlement(DAY_MS, 31), now, [30, 1, 0, 0]],
  ['more than the total, by an operator', entitlement(DAY_MS, 33), now, [32, 1, 0, 0]],
])('the strip of an entitlement %s', (_, given, at, expected) => {
  expect(counts(dayStrip({ policy, entitlement: given }, at))).toEqual(expected);
});

test('banked days of the strip end a day apart, the last with the entitlement', () => {
  const given = entitlement(2.5 * DAY_MS, 3);
  const ends = dayStrip({ policy, entitlement: given }, now).flatMap((day) =>
    'endsAt' in day ? [day.endsAt] : [],
  );
  expect(ends.map((at) => at!.getTime() - now.getTime())).toEqual([0.5 * DAY_MS, 1.5 * DAY_MS, 2.5 * DAY_MS]);
});

function endOfUseLess(days: number) {
  return new Date(endOfUse(policy).getTime() - days * DAY_MS);
}
