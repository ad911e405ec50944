import { expect, test } from 'vitest';
import { DAY_MS } from './calendar.ts';
import {
  autoGlmPolicy,
  claimsCloseAt,
  claimsOpenAt,
  demoPolicy,
  endOfRetention,
  endOfUse,
  Policy,
} from './policy.ts';

test('AutoGLM’s dates end at the next midnight in Shanghai, exclusive', () => {
  const policy = Policy.parse(autoGlmPolicy);
  expect(claimsOpenAt(policy)).toEqual(new Date('2026-02-09T16:00:00Z'));
  expect(claimsCloseAt(policy)).toEqual(new Date('2026-03-10T16:00:00Z'));
  expect(endOfUse(policy)).toEqual(new Date('2026-04-10T16:00:00Z'));
  expect(endOfRetention(policy)).toEqual(new Date('2026-05-10T16:00:00Z'));
});

test('a claim in the last minute of 10 March has its 31 days', () => {
  const lastMinute = claimsCloseAt(autoGlmPolicy).getTime() - 60_000;
  expect(endOfUse(autoGlmPolicy).getTime() - lastMinute).toBeGreaterThanOrEqual(31 * DAY_MS);
});

test.each(['2026-01-01T00:00:00Z', '2026-12-31T15:59:59Z', '2026-12-31T16:00:00Z'])(
  'the demo campaign of %s is open at once and gives every claim its 31 days',
  (text) => {
    const now = new Date(text);
    const policy = Policy.parse(demoPolicy(now));
    expect(claimsOpenAt(policy) <= now && now < claimsCloseAt(policy)).toBe(true);
    expect(endOfUse(policy).getTime() - claimsCloseAt(policy).getTime()).toBeGreaterThanOrEqual(31 * DAY_MS);
  },
);

test.each([
  ['zone', { zone: 'Mars/Olympus' }],
  ['claimLastDay', { claimLastDay: '2026-02-09' }],
  ['lastDayOfUse', { lastDayOfUse: '2026-03-09' }],
  ['claimFirstDay', { claimFirstDay: '2026-02-30' }],
  ['totalDaysMax', { totalDaysMax: 0 }],
])('a policy that makes no sense is refused, naming %s', (field, change) => {
  const result = Policy.safeParse({ ...autoGlmPolicy, ...change });
  expect(result.error?.issues.map((issue) => issue.path[0])).toContain(field);
});
