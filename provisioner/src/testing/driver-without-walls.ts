import type { Driver } from '../drivers/driver.ts';
import { openDriver, type DriverConfig } from '../drivers/open-driver.ts';
import { kernelHasIPv6 } from '../walls/ipv6.ts';

/** The driver as a provisioner has it, for tests whose subject the walls are not: raising and trying them takes seconds. */
export function openDriverWithoutWalls(
  config: DriverConfig,
  crashPoint: (moment: string) => void = () => {},
): Driver {
  const isRoot = process.getuid?.() === 0;
  return openDriver(config, { isRoot, ipv6: kernelHasIPv6(), walls: null, crashPoint }).driver;
}
