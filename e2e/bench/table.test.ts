import { expect, test } from 'vitest';
import { quantile } from './samples.ts';
import { judge, render } from './table.ts';

const budgets = {
  slow: { what: 'latency', unit: 'ms', budget: 5, better: 'lower' as const, upstream: '300' },
  fast: { what: 'rate', unit: '/s', budget: 500, better: 'higher' as const, upstream: '' },
};

test('a budget is met at its exact value and missed just beyond, in the direction that is better', () => {
  const met = (figures: Record<string, number>) => judge(budgets, figures).map((row) => row.met);
  expect(met({ slow: 5, fast: 500 })).toEqual([true, true]);
  expect(met({ slow: 5.01, fast: 499 })).toEqual([false, false]);
});

test('a figure nobody budgeted is refused', () => {
  expect(() => judge(budgets, { other: 1 })).toThrow('no budget for other');
});

test('the table names ours, the budget and upstream', () => {
  expect(render(judge(budgets, { slow: 7.456 }))).toContain(
    '| latency | 7.46 ms | 5 ms | 300 | **missed** |',
  );
});

test('quantiles are real samples', () => {
  expect(quantile([3, 1, 2], 0.5)).toBe(2);
  expect(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 100], 0.95)).toBe(100);
  expect(() => quantile([], 0.5)).toThrow('no samples');
});
