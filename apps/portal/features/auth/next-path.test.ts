import { expect, test } from 'vitest';
import { safeNextPath } from './next-path.ts';

test.each([
  ['/claim', '/claim'],
  ['/computer/set-up?step=2', '/computer/set-up?step=2'],
  [undefined, '/computer'],
  [['/claim'], '/computer'],
  ['https://evil.example', '/computer'],
  ['//evil.example', '/computer'],
  ['/\\evil.example', '/computer'],
  ['/\t/evil.example', '/computer'],
  ['javascript:alert(1)', '/computer'],
  ['/sign-in?next=/sign-in', '/computer'],
])('after sign-in, next=%j leads to %s', (next, path) => {
  expect(safeNextPath(next)).toBe(path);
});
