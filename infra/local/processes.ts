import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Whether this process still runs, whoever owns it. One that has ended and waits to be collected does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  // nobody collects orphans where a container has no init, and they would seem alive for ever
  return process.platform !== 'linux' || !/\) [ZX] /.test(readProc(pid, 'stat'));
}

/** The command line of a process, '' when there is none. */
export function commandOf(pid: number): string {
  if (process.platform === 'linux') return readProc(pid, 'cmdline').replaceAll('\0', ' ').trim();
  return ps(pid, 'args=');
}

/**
 * A text that this process has and no other ever had or will have, '' when there is none. Ids of processes are
 * given again (after a reboot, or soon in a new container), so an id from a file counts only together with this.
 */
export function identityOf(pid: number): string {
  if (process.platform !== 'linux') return ps(pid, 'lstart=');
  const fields = readProc(pid, 'stat').split(') ')[1]?.split(' ');
  const boot = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return fields ? `${boot} ${fields[19]}` : '';
}

const ps = (pid: number, column: string) =>
  spawnSync('ps', ['-o', column, '-ww', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();

function readProc(pid: number, name: string): string {
  try {
    return fs.readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

/** Resolves true when the process has ended, false when it still runs after `timeoutMs`. */
export async function hasEnded(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (isAlive(pid)) {
    if (performance.now() > deadline) return false;
    await delay(25);
  }
  return true;
}
