import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Proportional set size of a process in MB (10^6 bytes): its own memory plus its share of what it shares. Linux only. */
export function pssMb(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kib = /^Pss:\s+(\d+) kB/m.exec(rollup)?.[1];
  if (!kib) throw new Error(`no Pss in smaps_rollup of ${pid}`);
  return (Number(kib) * 1024) / 1e6;
}

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).trim());

/** User and system time a process has used so far, in ms. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The command name may hold blanks and brackets: fields are counted from the last bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1000;
}
