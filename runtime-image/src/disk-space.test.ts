import { expect, it } from 'vitest';
import { fillsDisk, freeBytes, isFull } from './disk-space.ts';

const mib = 1024 * 1024;

it.each([
  ['took the last of it', 100 * mib, 1 * mib, true],
  ['took all of it', 100 * mib, 0, true],
  ['left enough', 100 * mib, 5 * mib, false],
  ['found it full', 1 * mib, 1 * mib, false],
  ['writes a little on a full one', 2 * mib, 1 * mib, false],
  ['makes room', 1 * mib, 3 * mib, false],
  ['runs where nothing is known', null, 0, false],
  ['runs where nothing is known any more', 100 * mib, null, false],
])('a command that %s', (_name, before, now, filled) => {
  expect(fillsDisk(before, now)).toBe(filled);
});

it('asks the system', () => {
  expect(freeBytes('/')).toBeGreaterThan(0);
  expect(freeBytes('/no/such/folder')).toBeNull();
  expect(isFull('/no/such/folder')).toBe(false);
});
