/**
 * Which process is meant, for longer than a pid means anything: pid, start time in ticks since boot, and the boot. A pid that
 * was given to another program has another start time; after a reboot every identity is of a process that is gone.
 * Linux only: it reads /proc.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export type Identity = { pid: number; startTicks: string; boot: string };

let bootId: string | undefined;

export function currentBoot(): string {
  return (bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
}

/** The fields of /proc/<pid>/stat from the third on (state first); null when there is no such process. */
export function statFields(pid: number): string[] | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ESRCH') return null;
    throw error;
  }
  // The second field is the program's name in brackets and may itself hold spaces and brackets.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/**
 * A zombie counts as gone: it runs nothing, and where nobody reaps it stays for ever. While it has threads that are still
 * ending, its files and ports are still held, so until then it counts as alive.
 */
export function isAlive(identity: Identity): boolean {
  if (identity.boot !== currentBoot()) return false;
  const fields = statFields(identity.pid);
  if (fields === null || fields[19] !== identity.startTicks) return false;
  const [state, threads] = [fields[0], Number(fields[17])];
  return state === 'Z' || state === 'X' ? threads > 1 : true;
}

/** Sends the signal if it is still that process; whether it was sent. */
export function signal(identity: Identity, name: NodeJS.Signals, target: 'process' | 'group'): boolean {
  if (!isAlive(identity)) return false;
  try {
    process.kill(target === 'group' ? -identity.pid : identity.pid, name);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** Whether it ends within that time. */
export async function goneWithin(identity: Identity, ms: number): Promise<boolean> {
  for (const deadline = Date.now() + ms; isAlive(identity); await delay(10)) {
    if (Date.now() >= deadline) return false;
  }
  return true;
}
