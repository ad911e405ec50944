import type { Exit } from '../driver.ts';
import type { SeenExit } from './volume.ts';

/** V8's words in the last lines of a program that reached its heap bound. */
export const outOfMemory = /JavaScript heap out of memory|Allocation failed - process out of memory/;

/** The gateway ends with this when its owner restarts it by a command: it wants to be started again, and nothing is wrong. */
export const restartExitCode = 75;

/** Names why the program ended from what is left of it. `seen` is null when no provisioner was there. */
export function nameExit(seen: SeenExit | null, stopAsked: boolean, lastLines: readonly string[]): Exit {
  const code = seen?.code ?? null;
  const signal = seen?.signal ?? null;
  const exit = (reason: Exit['reason']): Exit => ({ reason, code, signal });
  if (stopAsked || code === restartExitCode) return exit('asked');
  // V8 ends with SIGABRT or SIGTRAP when its heap bound is reached, and says so in its last lines.
  if (code !== 0 && lastLines.some((line) => outOfMemory.test(line))) return exit('oom');
  if (!seen) return exit('unknown');
  return exit(signal === 'SIGKILL' || signal === 'SIGTERM' || signal === 'SIGINT' ? 'killed' : 'crashed');
}
