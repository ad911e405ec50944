import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from './calendar.ts';
import { autoGlmPolicy, endOfUse } from './policy.ts';
import { decideRenewal, planTopUp, type RenewalFacts } from './renewal.ts';

const now = new Date('2026-03-01T04:00:00Z');
const end = endOfUse(autoGlmPolicy);
const after = (ms: number, from = now) => new Date(from.getTime() + ms);
const pro = { tier: 'pro', validUntil: null, source: 'api', checkedAt: now } as const;

interface Case extends Partial<Omit<RenewalFacts, 'entitlement'>> {
  expiresAt?: Date | null;
  grantedDays?: number;
}
const facts = ({ expiresAt = after(DAY_MS), grantedDays = 1, ...change }: Case = {}): RenewalFacts => ({
  policy: autoGlmPolicy,
  membership: { kind: 'member', member: pro },
  balance: 0,
  missing: [],
  entitlement: { grantedDays, grants: grantedDays, startedAt: expiresAt && now, expiresAt },
  ...change,
});
const byPoints = { membership: null } as const;
const said = (change: Case, at = now) => {
  const decision = decideRenewal(facts(change), at);
  return decision.kind === 'refused'
    ? decision.refusal.reason
    : decision.expiresAfter.getTime() - at.getTime();
};

test.each<[string, Case, number | string]>([
  ['a day is added to what is left', { expiresAt: after(HOUR_MS) }, HOUR_MS + DAY_MS],
  ['one second before the expiry', { expiresAt: after(1000) }, 1000 + DAY_MS],
  ['at the expiry', { expiresAt: now }, DAY_MS],
  ['one second after it', { expiresAt: after(-1000) }, DAY_MS],
  ['weeks after a lapse a day counts from now', { expiresAt: after(-20 * DAY_MS) }, DAY_MS],
  ['exactly 6.0 days left may renew', { expiresAt: after(6 * DAY_MS) }, 7 * DAY_MS],
  ['a millisecond more may not', { expiresAt: after(6 * DAY_MS + 1) }, 'bank_full'],
  ['30 granted', { grantedDays: 30 }, 2 * DAY_MS],
  ['31 granted', { grantedDays: 31 }, 'total_reached'],
  ['31 granted and lapsed', { grantedDays: 31, expiresAt: after(-DAY_MS) }, 'total_reached'],
  ['more than 31, by an operator', { grantedDays: 40 }, 'total_reached'],
  ['not begun', { expiresAt: null }, 'not_started'],
  ['no model', { missing: ['model'] }, 'not_configured'],
  ['no points', { ...byPoints }, 'points_short'],
  ['points', { ...byPoints, balance: 100 }, 2 * DAY_MS],
])('%s', (_, change, expected) => {
  expect(said(change)).toBe(expected);
});

test.each<[string, Case, Date, number | string]>([
  ['a day that just fits', {}, after(-DAY_MS, end), DAY_MS],
  ['a day cut by a second, for a plan holder', {}, after(1000 - DAY_MS, end), DAY_MS - 1000],
  ['the same day for points', { ...byPoints, balance: 500 }, after(1000 - DAY_MS, end), 'cut_day'],
  ['one second before the end', {}, after(-1000, end), 1000],
  ['the end itself', {}, end, 'end_of_use'],
  ['after the end', {}, after(DAY_MS, end), 'end_of_use'],
])('at the end of use: %s', (_, change, at, expected) => {
  expect(said({ ...change, expiresAt: after(-HOUR_MS, at) }, at)).toBe(expected);
});

test('a gain of zero is refused although the bank has room', () => {
  expect(said({ expiresAt: end }, after(-2 * DAY_MS, end))).toBe('end_of_use');
});

test('the page can show what a click will do, cut days included', () => {
  const at = after(-36 * HOUR_MS, end);
  const first = decideRenewal(facts({ expiresAt: after(HOUR_MS, at) }), at);
  expect(first).toMatchObject({ availableAfter: 2, cutMs: 0 });
  const second = decideRenewal(facts({ expiresAt: after(25 * HOUR_MS, at) }), at);
  expect(second).toMatchObject({ availableAfter: 2, cutMs: 13 * HOUR_MS, expiresAfter: end });
});

test('a full bank says when a day fits again, and then it does', () => {
  const expiresAt = after(6.5 * DAY_MS);
  const decision = decideRenewal(facts({ expiresAt }), now);
  expect(decision).toMatchObject({
    refusal: { reason: 'bank_full', available: 7, max: 7, roomAt: after(DAY_MS / 2) },
  });
  expect(said({ expiresAt }, after(DAY_MS / 2))).toBe(7 * DAY_MS);
  expect(said({ expiresAt }, after(DAY_MS / 2 - 1))).toBe('bank_full');
});

describe('top up', () => {
  test.each<[string, Case, number, string]>([
    ['fills the bank', { expiresAt: after(HOUR_MS) }, 6, 'bank_full'],
    ['fills an empty bank', { expiresAt: after(-HOUR_MS) }, 7, 'bank_full'],
    ['stops at 31 granted days', { grantedDays: 29 }, 2, 'total_reached'],
    ['stops where the points end', { ...byPoints, balance: 399 }, 3, 'points_short'],
    ['is complete when the last point filled the bank', { ...byPoints, balance: 600 }, 6, 'bank_full'],
  ])('%s', (_, change, count, endedBy) => {
    const plan = planTopUp(facts(change), now);
    expect(plan).toMatchObject({ kind: 'granted', endedBy: { reason: endedBy } });
    expect('renewals' in plan && plan.renewals).toHaveLength(count);
  });

  test('stops at the end of use with a cut day for a plan holder, before it for points', () => {
    const at = after(-60 * HOUR_MS, end);
    const expiresAt = after(HOUR_MS, at);
    const plan = planTopUp(facts({ expiresAt }), at);
    expect(plan).toMatchObject({ endedBy: { reason: 'end_of_use' } });
    expect('renewals' in plan && plan.renewals.map((one) => one.cutMs)).toEqual([0, 0, 13 * HOUR_MS]);
    const paid = planTopUp(facts({ ...byPoints, balance: 900, expiresAt }), at);
    expect(paid).toMatchObject({ endedBy: { reason: 'cut_day' } });
    expect('renewals' in paid && paid.renewals).toHaveLength(2);
  });

  test('is refused as a single renewal would be when not even one is allowed', () => {
    expect(planTopUp(facts({ grantedDays: 31 }), now)).toEqual(
      decideRenewal(facts({ grantedDays: 31 }), now),
    );
  });
});
