import { expect, test } from 'vitest';
import { outputTo } from './output.ts';

test('words of others reach a terminal without anything that it would obey', () => {
  let written = '';
  const out = outputTo((text) => (written += text));
  const hostile = '\u001b]0;owned\u0007\u001b[31mred\u001b[0m\u202egnp.exe\u009b1A';
  out.table(['name'], [[hostile]]);
  out.facts({ name: hostile });
  expect(written).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  expect(written).toContain('red');
});

test('a table has a head, one line a row, and a dash where there is nothing', () => {
  let written = '';
  outputTo((text) => (written += text)).table(
    ['slug', 'stock'],
    [
      ['spring', 5],
      ['autumn', null],
    ],
  );
  expect(written).toBe('SLUG    STOCK\nspring  5\nautumn  –\n');
});
