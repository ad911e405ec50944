import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { claimPidFile, type Holder } from './pid-file.ts';

const lookAgainMs = 100;

export interface Waiting {
  /** told once, where another holds the lock */
  onWait: (holder: Holder) => void;
  /** aborted: the waiting ends, and the promise rejects */
  signal?: AbortSignal | undefined;
}

/** Runs `work` while no other process, and no other call in this one, holds `file`. A process that has ended holds nothing. */
export async function underLock<T>(
  file: string,
  { onWait, signal }: Waiting,
  work: () => Promise<T>,
): Promise<T> {
  for (let told = false; ; told = true) {
    const holder = claimPidFile(file);
    if (!holder) break;
    if (!told) onWait(holder);
    await delay(lookAgainMs, undefined, { ...(signal && { signal }) });
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}
