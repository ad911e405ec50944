import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const program = join(import.meta.dirname, 'provisioner-process.ts');
// Most of the time that such a process takes to start goes into compiling the same files.
const NODE_COMPILE_CACHE = join(import.meta.dirname, '../../../node_modules/.cache/provisioner-process');
const standsWithinMs = 60_000;
const children = new Set<ChildProcess>();

/** Ends those that a failed test left standing. */
export function killAllStanding() {
  for (const child of children) child.kill('SIGKILL');
}

/** A provisioner as a process of its own. `moment`: between which two steps it stands still, null for never. */
export function startProcess(env: Record<string, string>, moment: string | null) {
  const child = spawn(process.execPath, [program, ...(moment === null ? [] : [moment])], {
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  const exited = once(child, 'exit').then(() => void children.delete(child));
  return {
    /** Resolves when it stands at its moment; throws when it ends without. */
    async stands() {
      const signal = AbortSignal.timeout(standsWithinMs);
      const reached = await Promise.race([once(child.stdout, 'data', { signal }), exited.then(() => null)]);
      if (String(reached) !== 'reached\n') throw new Error(`it ended before "${moment}"`);
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Starts a provisioner that stands still at the moment; resolves, once it does, with the way to kill it there. */
export async function standsAt(env: Record<string, string>, moment: string) {
  const { stands, kill } = startProcess(env, moment);
  await stands();
  return kill;
}

export const diesAt = async (env: Record<string, string>, moment: string) => (await standsAt(env, moment))();
