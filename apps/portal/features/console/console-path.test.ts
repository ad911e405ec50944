import { expect, test } from 'vitest';
import { safeConsolePath } from './console-path.ts';

test.each([
  ['/console/audit?page=2', '/console/audit?page=2'],
  ['/console', '/console'],
  ['/computer', '/console'],
  ['/consoles', '/console'],
  ['//evil.example/console', '/console'],
  ['/console\\@evil.example', '/console'],
  ['https://evil.example/console', '/console'],
  ['/console/sign-in', '/console'],
  [undefined, '/console'],
  [['/console/audit'], '/console'],
])('after sign-in, next=%j leads to %s', (next, path) => {
  expect(safeConsolePath(next)).toBe(path);
});
