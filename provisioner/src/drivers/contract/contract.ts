/** The promises of `driver.ts` as one test suite, run against every driver. */
import { describe } from 'vitest';
import { testEnds } from './ends.ts';
import { useHarness, type DriverHarness } from './harness.ts';
import { testSeveralDrivers } from './several-drivers.ts';
import { testStarts } from './starts.ts';
import { testVolumes } from './volumes.ts';

export function describeDriver(name: string, open: () => Promise<DriverHarness>) {
  describe(`the ${name} driver keeps the contract`, () => {
    const setUp = useHarness(open);
    testStarts(setUp);
    testEnds(setUp);
    testSeveralDrivers(setUp);
  });

  describe(`the ${name} driver takes volumes in and gives them away`, () => {
    testVolumes(useHarness(open));
  });
}
