import { expect, test } from 'vitest';
import { afterSecondTry, failedFiles, sum, tallyOf, unsteadyJourneys } from './tally.ts';

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

test('a journey that passed only at the second try counts as passed and is named', () => {
  expect(tallyOf('playwright', playwright(7, 0, 1, 0), 0)).toEqual({ passed: 8, failed: 0, skipped: 0 });
  const spec = (title: string, status: string) => ({ title, tests: [{ status }] });
  const report = JSON.stringify({
    suites: [{ specs: [spec('a', 'expected')], suites: [{ specs: [spec('b', 'flaky')] }] }],
  });
  expect(unsteadyJourneys(report)).toEqual(['b']);
  expect(unsteadyJourneys(undefined)).toEqual([]);
});

test('the files with a failure are tried again, and what fails twice has failed', () => {
  const testResults = [
    { name: '/a.test.ts', status: 'passed' },
    { name: '/b.test.ts', status: 'failed' },
  ];
  expect(failedFiles(JSON.stringify({ testResults }))).toEqual(['/b.test.ts']);
  const first = { passed: 10, failed: 2, skipped: 1 };
  expect(afterSecondTry(first, { passed: 4, failed: 1, skipped: 0 })).toEqual({
    passed: 11,
    failed: 1,
    skipped: 1,
  });
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
