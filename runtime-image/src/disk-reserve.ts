/**
 * Room on the volume that is the gateway's own: without it, a program that fills the disk ends the conversation, since no message can be
 * stored. It is held while there is plenty, and given up to the gateway when there is none.
 */
import { randomBytes } from 'node:crypto';
import { lstatSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freeBytes, lowBytes } from './disk-space.ts';

const reserveBytes = 4 * 1024 * 1024;

export type DiskReserve = {
  /** Holds or gives up what is due. False from the moment it is given up until it is held again: programs must not write then. */
  settle(): boolean;
};

/** What is due, of a reserve that is held or not, with so many bytes free beside it. */
export function decideReserve(held: boolean, free: number): 'keep' | 'hold' | 'give_up' | 'wait' {
  if (free < lowBytes) return held ? 'give_up' : 'wait';
  if (held) return 'keep';
  return free < reserveBytes + 2 * lowBytes ? 'wait' : 'hold';
}

/** @param file where it is held; whatever lies there is replaced */
export function openDiskReserve(file: string): DiskReserve {
  const remove = (): void => rmSync(file, { recursive: true, force: true });
  const hold = (): boolean => {
    remove();
    try {
      // nothing that a file system could make smaller
      writeFileSync(file, randomBytes(reserveBytes), { flag: 'wx', mode: 0o600 });
      return true;
    } catch {
      remove();
      return false;
    }
  };
  return {
    settle() {
      const free = freeBytes(path.dirname(file));
      if (free === null) return true;
      switch (decideReserve(isHeld(file), free)) {
        case 'keep':
          return true;
        case 'hold':
          return hold();
        case 'give_up':
          remove();
          return false;
        case 'wait':
          return false;
      }
    },
  };
}

function isHeld(file: string): boolean {
  const found = lstatSync(file, { throwIfNoEntry: false });
  return found?.isFile() === true && found.blocks * 512 >= reserveBytes;
}
