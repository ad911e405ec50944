import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Proportional set size of a process in MB (10^6 bytes): its own memory plus its share of what it shares. Linux only. */
export function pssMb(pid: number): number {
  return rollupMb(pid, 'Pss');
}

/** What the process has to itself, in MB: unlike its PSS the same whoever else runs the same program. Linux only. */
export function ownMb(pid: number): number {
  return rollupMb(pid, 'Pss_Anon');
}

function rollupMb(pid: number, name: 'Pss' | 'Pss_Anon'): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kib = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1];
  if (!kib) throw new Error(`no ${name} in smaps_rollup of ${pid}`);
  return (Number(kib) * 1024) / 1e6;
}

/** Processes that run the same program file, this one among them: they share its pages. */
export function runsOf(pid: number): number {
  const program = (of: string): string => {
    try {
      return readlinkSync(`/proc/${of}/exe`);
    } catch {
      // it has ended, or is not ours to see
      return '';
    }
  };
  const own = program(String(pid));
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && program(name) === own).length;
}

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).trim());

/** User and system time a process has used so far, in ms. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The command name may hold blanks and brackets: fields are counted from the last bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1000;
}
