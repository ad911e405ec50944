/** The log as files beside the state, for who runs the gateway without anybody who keeps its output: two of at most 4 MiB. */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

export const logFileBytesMax = 4 * 1024 * 1024;

/** Oldest first. */
export function logFiles(stateDir: string): string[] {
  return ['gateway.1.jsonl', 'gateway.jsonl'].map((name) => path.join(stateDir, 'logs', name));
}

/** Never throws: a log that cannot be written, on a full disk above all, must not end what it tells of. */
export function openLogFile(stateDir: string): (lines: string) => void {
  const [older = '', current = ''] = logFiles(stateDir);
  let size: number | null = null;
  return (lines) => {
    try {
      if (size === null) {
        mkdirSync(path.dirname(current), { recursive: true });
        size = statSync(current, { throwIfNoEntry: false })?.size ?? 0;
      }
      if (size > logFileBytesMax) {
        renameSync(current, older);
        size = 0;
      }
      appendFileSync(current, lines, { mode: 0o600 });
      size += Buffer.byteLength(lines);
    } catch {
      size = null;
    }
  };
}
