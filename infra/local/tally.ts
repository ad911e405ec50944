import { z } from 'zod';

export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
});

const PlaywrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
});

/**
 * Counts of a runner's JSON report. A run that failed counts one failure at least: a file that could not be
 * loaded has no failed tests of its own, and a report that is missing is no success.
 */
export function tallyOf(
  runner: 'vitest' | 'playwright',
  reportText: string | undefined,
  exitCode: number,
): Tally {
  const tally =
    reportText === undefined
      ? none()
      : runner === 'vitest'
        ? fromVitest(reportText)
        : fromPlaywright(reportText);
  const failed = exitCode === 0 ? tally.failed : Math.max(1, tally.failed);
  return { ...tally, failed };
}

export const sum = (tallies: Tally[]): Tally =>
  tallies.reduce(
    (all, each) => ({
      passed: all.passed + each.passed,
      failed: all.failed + each.failed,
      skipped: all.skipped + each.skipped,
    }),
    none(),
  );

const none = (): Tally => ({ passed: 0, failed: 0, skipped: 0 });

function fromVitest(text: string): Tally {
  const report = VitestReport.parse(JSON.parse(text));
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** One that passed only when tried again has failed. */
function fromPlaywright(text: string): Tally {
  const { stats } = PlaywrightReport.parse(JSON.parse(text));
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}
