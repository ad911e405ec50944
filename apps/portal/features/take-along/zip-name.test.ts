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

test('fifty thousand names that fall together cost no more than others', () => {
  const unique = uniqueNames();
  const letters = [...'abcdefghijklmnop'];
  const spelled = (number: number) =>
    letters.map((letter, at) => ((number >> at) & 1 ? letter.toUpperCase() : letter)).join('');
  // ten thousand of them take numbers that would come next
  const paths = Array.from({ length: 50_000 }, (_, at) =>
    at < 10_000 ? `${letters.join('')} (${at + 2})` : spelled(at),
  );
  const { user } = process.cpuUsage();
  const names = new Set(paths.map((path) => unique(path).toLowerCase()));
  expect(names.size).toBe(50_000);
  expect(process.cpuUsage({ user, system: 0 }).user / 1_000_000).toBeLessThan(10);
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
