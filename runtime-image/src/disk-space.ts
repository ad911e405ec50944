/** How much a disk still takes, and the watch over a command that fills it. */
import { statfsSync } from 'node:fs';

/** with less than this the gateway's own messages soon find no room */
export const lowBytes = 4 * 1024 * 1024;
const fullBytes = 64 * 1024;
const lookEveryMs = 250;

/** Bytes that this user may still write; null where the system does not tell. */
export function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}

export function isFull(folder: string): boolean {
  const free = freeBytes(folder);
  return free !== null && free < fullBytes;
}

/** Whether a command has to be ended: it took the last of the disk. One that only finds it full, or makes room, goes on. */
export function fillsDisk(freeAtStart: number | null, free: number | null): boolean {
  return freeAtStart !== null && free !== null && free < lowBytes && free < freeAtStart - lowBytes;
}

/** Calls `filled` once when a command that begins now fills the disk. Returns the way to stop looking. */
export function watchDisk(folder: string, filled: () => void): () => void {
  const freeAtStart = freeBytes(folder);
  const timer = setInterval(() => {
    if (!fillsDisk(freeAtStart, freeBytes(folder))) return;
    clearInterval(timer);
    filled();
  }, lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}
