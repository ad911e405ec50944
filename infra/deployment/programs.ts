import { spawnSync } from 'node:child_process';

/** Whether a program is in the path. Where it is not, its tests are skipped, which `ROCKPOOL_NO_SKIP=1` counts as a failure. */
export function isThere(program: string, versionFlag = '--version'): boolean {
  return spawnSync(program, [versionFlag], { stdio: 'ignore' }).error === undefined;
}
