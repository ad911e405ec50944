/**
 * The log of one instance: the program appends to gateway.log itself, so it goes on when no provisioner runs. Rotation copies
 * and then empties the file, because the program keeps it open; lines written in between are lost.
 */
import { copyFile, open, stat, truncate } from 'node:fs/promises';

const maxBytes = 5 * 1024 * 1024;
const tailBytes = 64 * 1024;

/** Keeps gateway.log and gateway.log.1 at about `maxBytes` each. */
export async function rotateLog(path: string, bytesMax = maxBytes): Promise<void> {
  if ((await sizeOf(path)) <= bytesMax) return;
  await copyFile(path, `${path}.1`);
  await truncate(path, 0);
}

/** The last lines, of the rotated part too when the current one is short; at most the last 64 KiB of each. */
export async function readTail(path: string, tail: number): Promise<string[]> {
  if (tail <= 0) return [];
  const current = await lastLines(path);
  const lines = current.length < tail ? [...(await lastLines(`${path}.1`)), ...current] : current;
  return lines.slice(-tail);
}

async function lastLines(path: string): Promise<string[]> {
  const size = await sizeOf(path);
  if (size === 0) return [];
  const file = await open(path, 'r');
  try {
    const start = Math.max(0, size - tailBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    const lines = buffer.subarray(0, bytesRead).toString('utf8').split('\n');
    if (start > 0) lines.shift();
    return lines.filter((line) => line !== '');
  } finally {
    await file.close();
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
