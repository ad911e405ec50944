import { expect, test } from 'vitest';
import { DAY_MS } from './calendar.ts';
import { decideFirstRun } from './first-run.ts';
import { decideGrant, decideRevoke } from './grant.ts';
import { autoGlmPolicy as policy, endOfUse } from './policy.ts';

const now = new Date('2026-03-01T04:00:00Z');
const after = (ms: number, from = now) => new Date(from.getTime() + ms);
const end = endOfUse(policy);
const facts = (expiresAt: Date | null, grantedDays = 10) => ({
  policy,
  entitlement: { grantedDays, grants: 3, startedAt: expiresAt && after(-DAY_MS, expiresAt), expiresAt },
});
const expiry = (decision: ReturnType<typeof decideGrant>) =>
  decision.kind === 'refused' ? decision.refusal.reason : (decision.expiresAfter?.getTime() ?? null);

test.each([
  ['beyond the bank', facts(after(7 * DAY_MS)), 3, after(10 * DAY_MS).getTime()],
  ['beyond the total', facts(after(DAY_MS), 31), 1, after(2 * DAY_MS).getTime()],
  ['after a lapse, from now', facts(after(-DAY_MS)), 2, after(2 * DAY_MS).getTime()],
  ['before the first run, waiting', facts(null), 2, null],
  ['up to the end of use', facts(after(-DAY_MS, end)), 5, end.getTime()],
  ['none at the end of use', facts(end), 1, 'end_of_use'],
])('an operator grants %s', (_, given, days, expected) => {
  expect(expiry(decideGrant(given, days, now))).toBe(expected);
});

test('a grant that the end of use cuts enters the days that begin before it', () => {
  expect(decideGrant(facts(after(-1.5 * DAY_MS, end)), 5, now)).toMatchObject({ days: 2, expiresAfter: end });
});

test.each([
  ['moves the expiry back', facts(after(5 * DAY_MS)), 2, after(3 * DAY_MS).getTime()],
  ['stops at now', facts(after(2 * DAY_MS)), 5, now.getTime()],
  ['leaves an expiry of the past alone', facts(after(-DAY_MS)), 5, after(-DAY_MS).getTime()],
  ['takes waiting days', facts(null), 10, null],
  ['takes no more than was granted', facts(after(DAY_MS)), 11, 'revoke_too_many'],
])('a revoke %s', (_, given, days, expected) => {
  expect(expiry(decideRevoke(given, days, now))).toBe(expected);
});

test.each([
  ['begins the days that waited', facts(null, 2), now, { startedAt: now, expiresAt: after(2 * DAY_MS) }],
  [
    'is cut by the end of use',
    facts(null, 2),
    after(-DAY_MS, end),
    { startedAt: after(-DAY_MS, end), expiresAt: end },
  ],
  ['does nothing a second time', facts(after(DAY_MS)), now, null],
  ['does nothing without a day', facts(null, 0), now, null],
  ['does nothing after the end of use', facts(null), end, null],
])('a first run %s', (_, given, at, expected) => {
  expect(decideFirstRun(given, at)).toEqual(expected);
});
