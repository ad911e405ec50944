import { expect, test } from 'vitest';
import { decideClaim, type ClaimFacts } from './claim.ts';
import { autoGlmPolicy, claimsCloseAt, claimsOpenAt } from './policy.ts';

const opens = claimsOpenAt(autoGlmPolicy).getTime();
const closes = claimsCloseAt(autoGlmPolicy).getTime();
const pro = { tier: 'pro', validUntil: null, source: 'api', checkedAt: new Date(opens) } as const;
const facts = (change: Partial<ClaimFacts> = {}): ClaimFacts => ({
  policy: autoGlmPolicy,
  membership: { kind: 'member', member: pro },
  balance: 0,
  stock: 100,
  claimed: 0,
  phoneUsed: false,
  ...change,
});
const said = (change: Partial<ClaimFacts>, at = opens) => {
  const decision = decideClaim(facts(change), new Date(at));
  return decision.kind === 'refused' ? decision.refusal.reason : `${decision.days} for ${decision.points}`;
};

test.each([
  ['one second before the first day', opens - 1000, 'window_not_open'],
  ['the first instant of the first day', opens, '1 for 0'],
  ['the last second of the last day', closes - 1000, '1 for 0'],
  ['the midnight after the last day', closes, 'window_closed'],
  ['one second after it', closes + 1000, 'window_closed'],
])('%s', (_, at, expected) => {
  expect(said({}, at)).toBe(expected);
});

test.each<[string, Partial<ClaimFacts>, string]>([
  ['one left', { stock: 100, claimed: 99 }, '1 for 0'],
  ['none left', { stock: 100, claimed: 100 }, 'stock_empty'],
  ['a stock of none', { stock: 0 }, 'stock_empty'],
  ['unlimited stock', { stock: null, claimed: 1_000_000 }, '1 for 0'],
  ['a number used by another account', { phoneUsed: true }, 'phone_used'],
  ['no plan, points enough', { membership: { kind: 'unknown', source: 'api' }, balance: 100 }, '1 for 100'],
  ['no plan, no points', { membership: { kind: 'unknown', source: 'api' } }, 'points_short'],
])('%s', (_, change, expected) => {
  expect(said(change)).toBe(expected);
});

test('refusals of the window carry its dates', () => {
  expect(decideClaim(facts(), new Date(opens - 1))).toEqual({
    kind: 'refused',
    refusal: { reason: 'window_not_open', opensAt: new Date(opens), closesAt: new Date(closes) },
  });
});

test('points never buy a first day that the end of use cuts; a plan holder may take it', () => {
  const policy = { ...autoGlmPolicy, claimLastDay: autoGlmPolicy.lastDayOfUse };
  const end = claimsCloseAt(policy).getTime();
  const poor = { policy, membership: null, balance: 500 };
  expect(said(poor, end - 86_400_000)).toBe('1 for 100');
  expect(said(poor, end - 86_400_000 + 1)).toBe('cut_day');
  expect(said({ policy }, end - 1)).toBe('1 for 0');
});
