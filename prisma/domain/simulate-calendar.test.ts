import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays } from './calendar.ts';
import { previewCampaign, type PreviewUser } from './campaign-preview.ts';
import type { CampaignFacts } from './campaign-state.ts';
import { autoGlmPolicy } from './policy.ts';
import { simulateCalendar, type Behaviour } from './simulate-calendar.ts';

const facts: CampaignFacts = {
  publishedAt: new Date('2026-02-01T00:00:00Z'),
  pausedAt: null,
  endedAt: null,
  policy: autoGlmPolicy,
  nextPolicy: null,
  nextPolicyFrom: null,
  stock: 10,
  claimed: 0,
  held: 0,
};
const daily: Behaviour = {
  tier: 'pro',
  planLostOn: null,
  points: 0,
  claimOn: '2026-02-10',
  hour: 9,
  renews: { how: 'daily' },
  skips: [],
};
const simulate = (change: Partial<Behaviour> = {}) => simulateCalendar(facts, { ...daily, ...change });
const sum = (days: { granted: number }[]) => days.reduce((all, { granted }) => all + granted, 0);

test('one click a day uses all 31 days without a gap, then the total is reached', () => {
  const days = simulate();
  expect(sum(days)).toBe(31);
  expect(days.reduce((hours, { usedHours }) => hours + usedHours, 0)).toBe(31 * 24);
  expect(days[0]).toMatchObject({
    date: '2026-02-10',
    usedHours: 15,
    granted: 1,
    available: 1,
    lapsed: false,
  });
  expect(days[31]).toMatchObject({ usedHours: 9, lapsed: true, refusals: [{ reason: 'total_reached' }] });
  expect(days.at(-1)!.date).toBe('2026-04-10');
});

test('a top-up every week fills the bank and never runs out before the total', () => {
  const days = simulate({ renews: { how: 'top-up', everyDays: 6 } });
  expect(days[6]).toMatchObject({ granted: 7 });
  expect(sum(days)).toBe(31);
});

test('who skips days lapses, and the days stood still are not used', () => {
  const days = simulate({ skips: ['2026-02-11', '2026-02-12'] });
  expect(days.slice(1, 4)).toMatchObject([
    { usedHours: 9, lapsed: true },
    { usedHours: 0, lapsed: true },
    { usedHours: 15, lapsed: false, granted: 1 },
  ]);
});

test('after the plan is lost, points pay until they are gone', () => {
  const days = simulate({ planLostOn: '2026-02-12', points: 250 });
  expect(days.slice(0, 5).map(({ pointsSpent }) => pointsSpent)).toEqual([0, 0, 100, 100, 0]);
  expect(days[4]!.refusals).toMatchObject([{ reason: 'points_short', needed: 100, balance: 50 }]);
});

test('a claim that is refused is the only day', () => {
  expect(simulate({ claimOn: '2026-03-11' })).toMatchObject([{ refusals: [{ reason: 'window_closed' }] }]);
});

test('a day that the end of use cuts is shown by its hours', () => {
  const policy = { ...autoGlmPolicy, totalDaysMax: 60 };
  const days = simulateCalendar({ ...facts, policy }, { ...daily, claimOn: '2026-03-10', hour: 23 });
  expect(days.at(-1)).toMatchObject({ date: '2026-04-10', usedHours: 24, lapsed: false });
  expect(days.reduce((hours, { usedHours }) => hours + usedHours, 0)).toBe(31 * 24 + 1);
});

test('whatever somebody does, days used, left and granted add up', () => {
  const behaviour = fc.record({
    tier: fc.constantFrom('pro', 'max', null),
    planLostOn: fc.constantFrom(null, '2026-02-20', '2026-03-15'),
    points: fc.integer({ min: 0, max: 4000 }),
    claimOn: fc.integer({ min: 0, max: 28 }).map((n) => addDays('2026-02-10', n)),
    hour: fc.integer({ min: 0, max: 23 }),
    renews: fc.constantFrom<Behaviour['renews'][]>(
      { how: 'daily' },
      { how: 'never' },
      { how: 'top-up', everyDays: 1 },
      { how: 'top-up', everyDays: 10 },
    ),
    skips: fc.array(fc.integer({ min: 0, max: 60 }).map((n) => addDays('2026-02-10', n))),
  });
  fc.assert(
    fc.property(behaviour, (each) => {
      const days = simulateCalendar(facts, each as Behaviour);
      const used = days.reduce((hours, { usedHours }) => hours + usedHours, 0);
      const last = days.at(-1)!;
      expect(last.grantedInAll).toBe(sum(days));
      expect(last.grantedInAll).toBeLessThanOrEqual(31);
      expect(used).toBeLessThanOrEqual(last.grantedInAll * 24);
      // what is neither used nor left is less than the bank held when the end of use cut it
      expect(days.every(({ usedHours }) => usedHours >= 0 && usedHours <= 24)).toBe(true);
      expect(days.reduce((points, { pointsSpent }) => points + pointsSpent, 0)).toBeLessThanOrEqual(
        each.points,
      );
    }),
    { numRuns: 300 },
  );
});

const user: PreviewUser = { tier: 'pro', points: 0, consented: true, invited: false, claimed: null };
const open = new Date('2026-02-20T02:00:00Z');

test.each<[string, Partial<CampaignFacts>, Partial<PreviewUser>, Date, object]>([
  ['a draft', { publishedAt: null }, {}, open, { kind: 'hidden' }],
  ['with a plan', {}, {}, open, { status: { state: 'open' }, claim: { kind: 'granted', points: 0 } }],
  [
    'without consent',
    {},
    { consented: false, points: 500 },
    open,
    { claim: { kind: 'granted', points: 100 } },
  ],
  ['with a small plan', {}, { tier: 'lite' }, open, { claim: { refusal: { reason: 'points_short' } } }],
  ['sold out', { claimed: 10 }, {}, open, { claim: { refusal: { reason: 'stock_empty' } } }],
  [
    'by invitation',
    { policy: { ...autoGlmPolicy, entry: 'invitation' } },
    {},
    open,
    { claim: { refusal: { reason: 'invitation_missing' } } },
  ],
  [
    'with a full bank',
    {},
    { claimed: { daysUsed: 2, daysLeft: 7, configured: true } },
    open,
    { claim: null, entitlement: { available: 7 }, renewal: { refusal: { reason: 'bank_full' } } },
  ],
  [
    'lapsed, not set up',
    {},
    { claimed: { daysUsed: 2, daysLeft: 0, configured: false } },
    open,
    { entitlement: { available: 0 }, renewal: { refusal: { reason: 'not_configured' } } },
  ],
  [
    'with room for five',
    {},
    { claimed: { daysUsed: 2, daysLeft: 2, configured: true } },
    open,
    { renewal: { kind: 'granted' }, topUp: { endedBy: { reason: 'bank_full' } } },
  ],
])('what a user sees: %s', (_, change, as, at, seen) => {
  expect(previewCampaign({ ...facts, ...change }, { ...user, ...as }, at)).toMatchObject(seen);
});
