/** How full the gateway's volume is, where it is a file system of its own: a folder of a disk that others fill too tells nothing. */
import { readFileSync, statfsSync, type StatsFs } from 'node:fs';
import type { DiskUse } from './control/status.ts';

/**
 * Whether a whole file system is mounted at a folder, and not a folder of one.
 * @param mounts `/proc/self/mountinfo`
 */
export function isWholeFileSystem(mounts: string, folder: string): boolean {
  const there = mounts.split('\n').filter((line) => line.split(' ')[4] === folder);
  // of several at one place the last is on top
  return there.at(-1)?.split(' ')[3] === '/';
}

/** As df reckons: what only root may still write is neither used nor free. Null for figures that make no sense. */
export function diskUse({
  bsize,
  blocks,
  bfree,
  bavail,
}: Pick<StatsFs, 'bsize' | 'blocks' | 'bfree' | 'bavail'>): DiskUse | null {
  const used = blocks - bfree;
  const size = used + bavail;
  const usedPercent = Math.floor((used * 100) / size);
  return usedPercent >= 0 && usedPercent <= 100 ? { usedPercent, sizeBytes: size * bsize } : null;
}

/** The way to ask, any number of times; null where the volume is none of its own, or the system does not tell. */
export function openOwnVolume(folder: string): () => DiskUse | null {
  if (!isWholeFileSystem(readMounts(), folder)) return () => null;
  return () => {
    try {
      return diskUse(statfsSync(folder));
    } catch {
      return null;
    }
  };
}

/** Empty where the kernel is another. */
function readMounts(): string {
  try {
    return readFileSync('/proc/self/mountinfo', 'utf8');
  } catch {
    return '';
  }
}
