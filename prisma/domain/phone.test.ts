import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePhone } from './phone.ts';

test.each([
  ['13800138000', '+8613800138000'],
  ['138 0013 8000', '+8613800138000'],
  ['138-0013-8000', '+8613800138000'],
  [' +86 138 0013 8000 ', '+8613800138000'],
  ['8613800138000', '+8613800138000'],
  ['008613800138000', '+8613800138000'],
  ['１３８００１３８０００', '+8613800138000'],
  ['＋8613800138000', '+8613800138000'],
  ['19900000000', '+8619900000000'],
  ['16600000000', '+8616600000000'],
  ['+85251234567', '+85251234567'],
  ['+1 (201) 555-0123', '+12015550123'],
  ['+49 1512 3456789', '+4915123456789'],
  ...[1, 2, 3, 4, 5].map((n) => [`+861380000000${n}`, `+861380000000${n}`]),
])('%s is %s', (text, e164) => {
  expect(parsePhone(text!)).toEqual({ kind: 'phone', e164 });
});

test.each([
  ['', 'empty'],
  ['   ', 'empty'],
  ['abc', 'malformed'],
  ['138001380', 'not_mobile'],
  ['1380013800', 'not_mobile'],
  ['138001380001', 'not_mobile'],
  ['12800138000', 'not_mobile'],
  ['010 8888 8888', 'not_mobile'],
  ['+86 10 8888 8888', 'not_mobile'],
  ['13800138000 ext 5', 'malformed'],
  ['tel:13800138000', 'malformed'],
  ['+999 13800138000', 'malformed'],
  ['1'.repeat(10_000), 'malformed'],
  ['13800138000; drop table users', 'malformed'],
])('%s is no number: %s', (text, problem) => {
  expect(parsePhone(text)).toEqual({ kind: 'invalid', problem });
});

test('whatever is typed gives a number of the one form or a problem, and a number stays what it is', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[+0-9 ()-]{0,18}$/)), (text) => {
      const parsed = parsePhone(text);
      if (parsed.kind === 'invalid') return;
      expect(parsed.e164).toMatch(/^\+[1-9]\d{6,14}$/);
      expect(parsePhone(parsed.e164)).toEqual(parsed);
    }),
    { numRuns: 2_000 },
  );
});
