import { expect, test } from 'vitest';
import { judgePassword } from './password.ts';

test.each([
  ['correct horse battery', 'taken'],
  ['一只会写诗的螃蟹住在潮池里', 'taken'],
  ['short', 'too_short'],
  ['', 'too_short'],
  ['x9'.repeat(101), 'too_long'],
  ['aaaaaaaaaaaaaaaa', 'too_simple'],
  ['abababababababab', 'too_simple'],
  ['abcdefghijklmn', 'too_simple'],
  ['password123456', 'common'],
  ['qwertyuiop123456', 'common'],
  ['832741059261', 'common'],
  ['the mira.wang of 1990', 'has_email'],
])('%.20j: %s', (password, expected) => {
  const verdict = judgePassword(password, 'Mira.Wang@example.com');
  expect(verdict.kind === 'refused' ? verdict.problem : verdict.kind).toBe(expected);
});
