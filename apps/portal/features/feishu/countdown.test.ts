import { expect, it } from 'vitest';
import { countdown } from './countdown.ts';

it.each([
  [600_000, '10:00'],
  [599_001, '10:00'],
  [545_000, '9:05'],
  [1, '0:01'],
  [0, '0:00'],
  [-5, '0:00'],
  [3_600_000, '1:00:00'],
])('%i ms read %s', (ms, text) => {
  expect(countdown(ms)).toBe(text);
});
