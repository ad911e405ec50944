import { z } from 'zod';

export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** What failed among others and passed alone, by name: it counts as passed and is told. */
export type Unsteady = string[];

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

function fromPlaywright(text: string): Tally {
  const { stats } = PlaywrightReport.parse(JSON.parse(text));
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped };
}

const FailedFiles = z.object({
  testResults: z.array(z.object({ name: z.string(), status: z.string() })),
});

/** Test files of a vitest report that hold a failure, also those that could not be loaded. */
export function failedFiles(reportText: string | undefined): string[] {
  if (reportText === undefined) return [];
  return FailedFiles.parse(JSON.parse(reportText))
    .testResults.filter(({ status }) => status === 'failed')
    .map(({ name }) => name);
}

interface Suite {
  specs: { title: string; tests: { status: string }[] }[];
  suites?: Suite[] | undefined;
}
const Suite: z.ZodType<Suite> = z.lazy(() =>
  z.object({
    specs: z.array(z.object({ title: z.string(), tests: z.array(z.object({ status: z.string() })) })),
    suites: z.array(Suite).optional(),
  }),
);
const FlakyReport = z.object({ suites: z.array(Suite) });

/** Journeys that passed at their second try only. */
export function unsteadyJourneys(reportText: string | undefined): Unsteady {
  if (reportText === undefined) return [];
  const within = (suite: Suite): string[] => [
    ...suite.specs
      .filter(({ tests }) => tests.some(({ status }) => status === 'flaky'))
      .map(({ title }) => title),
    ...(suite.suites ?? []).flatMap(within),
  ];
  return FlakyReport.parse(JSON.parse(reportText)).suites.flatMap(within);
}

/** The count after the failed files ran again alone. */
export function afterSecondTry(first: Tally, second: Tally): Tally {
  return { ...first, passed: first.passed + first.failed - second.failed, failed: second.failed };
}
