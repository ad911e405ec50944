import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { decideReserve, openDiskReserve } from './disk-reserve.ts';
import { removeDir, tempDir } from './testing.ts';

const mib = 1024 * 1024;
let dir: string;
beforeEach(() => {
  dir = tempDir();
});
afterEach(() => removeDir(dir));

it.each([
  [true, 100, 'keep'],
  [true, 5, 'keep'],
  [true, 3, 'give_up'],
  [false, 0, 'wait'],
  // what was just given up is not taken again
  [false, 4, 'wait'],
  [false, 11, 'wait'],
  [false, 12, 'hold'],
] as const)('held %s, %d MiB free: %s', (held, free, due) => {
  expect(decideReserve(held, free * mib)).toBe(due);
});

it('is really taken from the disk, once, whatever lay in its place', () => {
  const file = path.join(dir, 'reserve');
  const reserve = openDiskReserve(file);
  writeFileSync(path.join(dir, 'precious'), 'x');
  for (const lay of [
    () => undefined,
    () => writeFileSync(file, 'small'),
    () => mkdirSync(path.join(file, 'folder'), { recursive: true }),
    () => symlinkSync(path.join(dir, 'precious'), file),
  ]) {
    removeDir(file);
    lay();
    expect(reserve.settle()).toBe(true);
    expect(statSync(file).blocks * 512).toBeGreaterThanOrEqual(4 * mib);
  }
  const { ino } = statSync(file);
  expect(reserve.settle()).toBe(true);
  expect(statSync(file).ino).toBe(ino);
  expect(statSync(path.join(dir, 'precious')).size).toBe(1);
});
