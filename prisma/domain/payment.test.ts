import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from './calendar.ts';
import { decidePayment, type Member, type MembershipAnswer, type Payment } from './payment.ts';
import { autoGlmPolicy } from './policy.ts';

const now = new Date('2026-03-01T00:00:00Z');
const ago = (ms: number) => new Date(now.getTime() - ms);
const later = (ms: number) => new Date(now.getTime() + ms);
const plan = (change: Partial<Member> = {}): Member => ({
  tier: 'pro',
  validUntil: null,
  source: 'api',
  checkedAt: now,
  ...change,
});
const member = (change: Partial<Member> = {}): MembershipAnswer => ({ kind: 'member', member: plan(change) });
const down = (last: Member | null): MembershipAnswer => ({ kind: 'unavailable', source: 'api', last });
const unknown: MembershipAnswer = { kind: 'unknown', source: 'api' };

const said = (payment: Payment) =>
  payment.kind === 'pays' ? `${payment.by} ${payment.points}` : payment.refusal.reason;
const decide = (membership: MembershipAnswer | null, balance: number, what: 'claim' | 'day' = 'day') =>
  decidePayment({ policy: autoGlmPolicy, membership, balance }, what, now);

test.each<[string, MembershipAnswer | null, number, string]>([
  ['Pro pays nothing', member(), 0, 'plan 0'],
  ['Max pays nothing, and keeps its points', member({ tier: 'max' }), 500, 'plan 0'],
  ['Lite pays points', member({ tier: 'lite' }), 100, 'points 100'],
  ['Lite with 99 of 100 points is short', member({ tier: 'lite' }), 99, 'points_short'],
  ['a plan valid for one more millisecond pays', member({ validUntil: later(1) }), 0, 'plan 0'],
  ['a plan that ends now does not', member({ validUntil: now }), 0, 'points_short'],
  ['without a plan, points', unknown, 100, 'points 100'],
  ['without consent, points', null, 100, 'points 100'],
  ['without consent and points: short', null, 0, 'points_short'],
])('%s', (_, membership, balance, expected) => {
  expect(said(decide(membership, balance))).toBe(expected);
});

test.each([
  ['consent_missing', null],
  ['plan_missing', unknown],
  ['plan_too_low', member({ tier: 'lite' })],
  ['plan_expired', member({ validUntil: ago(1) })],
])(
  'a campaign without points says %s, and with too few points names it beside them',
  (reason, membership) => {
    const policy = { ...autoGlmPolicy, points: null };
    expect(decidePayment({ policy, membership, balance: 900 }, 'day', now)).toMatchObject({
      refusal: { reason },
    });
    expect(decide(membership, 5)).toMatchObject({ refusal: { needed: 100, balance: 5, plan: { reason } } });
  },
);

test.each<[string, MembershipAnswer, 'claim' | 'day', string]>([
  ['an answer of 24 h ago serves a renewal', down(plan({ checkedAt: ago(DAY_MS) })), 'day', 'plan 0'],
  [
    'one a millisecond older does not',
    down(plan({ checkedAt: ago(DAY_MS + 1) })),
    'day',
    'membership_unavailable',
  ],
  [
    'a claim waits, however fresh the answer',
    down(plan({ checkedAt: ago(HOUR_MS) })),
    'claim',
    'membership_unavailable',
  ],
  ['a claim waits rather than take points', down(null), 'claim', 'membership_unavailable'],
  ['who never had a plan renews with points', down(null), 'day', 'points 100'],
  [
    'a fresh answer whose plan ended since pays points',
    down(plan({ validUntil: ago(1), checkedAt: ago(HOUR_MS) })),
    'day',
    'points 100',
  ],
])('the source is down: %s', (_, membership, what, expected) => {
  expect(said(decide(membership, 500, what))).toBe(expected);
});
