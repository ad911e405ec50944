import { expect, test } from 'vitest';
import { sum, tallyOf } from './tally.ts';

const vitest = (passed: number, failed: number, pending: number, todo: number) =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: pending,
    numTodoTests: todo,
  });
const playwright = (expected: number, unexpected: number, flaky: number, skipped: number) =>
  JSON.stringify({ stats: { expected, unexpected, flaky, skipped } });

test('what each runner counts becomes passed, failed and skipped', () => {
  expect(tallyOf('vitest', vitest(10, 2, 3, 4), 1)).toEqual({ passed: 10, failed: 2, skipped: 7 });
  expect(tallyOf('playwright', playwright(7, 1, 0, 2), 1)).toEqual({ passed: 7, failed: 1, skipped: 2 });
});

test('a journey that passed only at the second try has failed', () => {
  expect(tallyOf('playwright', playwright(7, 0, 1, 0), 0).failed).toBe(1);
});

test('a run that failed without a failed test, or without a report, is a failure', () => {
  expect(tallyOf('vitest', vitest(10, 0, 0, 0), 1).failed).toBe(1);
  expect(tallyOf('playwright', undefined, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('tallies add up', () => {
  expect(
    sum([
      { passed: 1, failed: 2, skipped: 3 },
      { passed: 10, failed: 20, skipped: 30 },
    ]),
  ).toEqual({
    passed: 11,
    failed: 22,
    skipped: 33,
  });
});
