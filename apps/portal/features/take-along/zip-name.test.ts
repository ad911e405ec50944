import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safePath, uniqueNames } from './zip-name.ts';

test.each([
  ['笔记/报告 一.md', '笔记/报告 一.md'],
  ['../../etc/passwd', 'etc/passwd'],
  ['/absolute//x', 'absolute/x'],
  ['a\\b', 'a_b'],
  ['2026-01-01T10:00.md', '2026-01-01T10_00.md'],
  ['con', '_con'],
  ['NUL.txt', '_NUL.txt'],
  ['ends. ', 'ends__'],
  ['line\nbreak', 'line_break'],
  ['..', '_'],
])('%s becomes %s', (path, expected) => {
  expect(safePath(path)).toBe(expected);
});

test('names that a system would take for the same are told apart', () => {
  const unique = uniqueNames();
  expect(['a/x.md', 'A/X.md', 'a/x.md', 'a:x', 'a?x'].map(unique)).toEqual([
    'a/x.md',
    'A/X (2).md',
    'a/x (3).md',
    'a_x',
    'a_x (2)',
  ]);
});

test('whatever the names, each is given once, stays inside and can be unpacked', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { maxLength: 12 }), (paths) => {
      const unique = uniqueNames();
      const names = paths.map((path) => unique(path));
      expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(paths.length);
      for (const name of names) {
        expect(name).not.toMatch(/[\p{Cc}<>:"|?*\\]|^\/|(?:^|\/)\.{1,2}(?:\/|$)/u);
        expect(name.length).toBeGreaterThan(0);
      }
    }),
  );
});
