/** The processes that this one can see. Without `/proc` there are none. */
import { readFileSync, readdirSync } from 'node:fs';
import { parseProcessStatus, type ProcessStatus } from './process-status.ts';

export function readProcess(pid: number | 'self'): ProcessStatus | null {
  const text = readProcFile(`/proc/${pid}/status`);
  return text === null ? null : parseProcessStatus(text);
}

export function readProcesses(): ProcessStatus[] {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return [];
  }
  return names
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter((status) => status !== null);
}

/** A variable that a process was started with; null when it had none, is gone, or cannot be looked into. */
export function readVariable(pid: number, name: string): string | null {
  const environ = readProcFile(`/proc/${pid}/environ`);
  const found = environ?.split('\0').find((entry) => entry.startsWith(`${name}=`));
  return found?.slice(name.length + 1) ?? null;
}

function readProcFile(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
