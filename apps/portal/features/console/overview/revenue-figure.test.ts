import { expect, test } from 'vitest';
import { monthFigure } from './revenue-figure.ts';

const of = (currency: string, points: number, plans: number) => ({
  currency,
  days: [],
  months: [
    { at: '2026-02', points: 9_900, plans: 9_900 },
    { at: '2026-03', points, plans },
  ],
});

test.each([
  ['nothing was ever paid', [], '¥0', null],
  ['nothing this month', [of('cny', 0, 0)], '¥0', null],
  ['both', [of('cny', 1_000, 20_000)], '¥210', { plans: '¥200', points: '¥10' }],
  [
    'several currencies, the largest of this month first, in their own units',
    [of('cny', 100, 0), of('jpy', 0, 500), of('usd', 0, 0)],
    'JP¥500 + ¥1',
    { plans: 'JP¥500', points: '¥1' },
  ],
  ['more given back than taken', [of('cny', -100, 300)], '¥2', { plans: '¥3', points: '-¥1' }],
])('%s', (_what, revenue, whole, parts) => {
  expect(monthFigure(revenue, 'zh')).toEqual({ whole, parts });
});
