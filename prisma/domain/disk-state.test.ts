import fc from 'fast-check';
import { expect, it } from 'vitest';
import { diskStates, nextDiskState, type DiskState } from './disk-state.ts';

it.each<[DiskState | null, number, DiskState]>([
  [null, 0, 'ok'],
  [null, 79, 'ok'],
  [null, 80, 'low'],
  [null, 98, 'full'],
  ['ok', 79, 'ok'],
  ['ok', 80, 'low'],
  ['ok', 97, 'low'],
  ['ok', 98, 'full'],
  ['low', 79, 'low'],
  ['low', 75, 'low'],
  ['low', 74, 'ok'],
  ['low', 97, 'low'],
  ['low', 98, 'full'],
  ['full', 97, 'full'],
  ['full', 95, 'full'],
  ['full', 94, 'low'],
  ['full', 75, 'low'],
  ['full', 74, 'ok'],
  ['full', 100, 'full'],
])('after %s, %i percent is %s', (before, usedPercent, after) => {
  expect(nextDiskState(before, usedPercent)).toBe(after);
});

it('a figure that wavers by two percent changes the word once at most', () => {
  const wavering = fc
    .integer({ min: 0, max: 98 })
    .chain((least) => fc.array(fc.integer({ min: least, max: least + 2 }), { minLength: 1 }));
  fc.assert(
    fc.property(fc.constantFrom(null, ...diskStates), wavering, (before, [first, ...figures]) => {
      let word = nextDiskState(before, first!);
      let changes = 0;
      for (const figure of figures) {
        const next = nextDiskState(word, figure);
        if (next !== word) changes += 1;
        word = next;
      }
      expect(changes).toBeLessThanOrEqual(1);
    }),
  );
});
