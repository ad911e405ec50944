import fc from 'fast-check';
import { expect, test } from 'vitest';
import { currencyDigits } from './currency-digits.ts';
import { smallestUnits } from './smallest-units.ts';

test.each([
  [19.99, 'cny', 1_999],
  [1.1, 'CNY', 110],
  [500, 'jpy', 500],
  [0.001, 'kwd', 1],
  // a part of the smallest unit is nothing that can be paid, and is not rounded to what nobody wrote
  [0.5, 'jpy', null],
  [0.004, 'cny', null],
  [1.005, 'cny', null],
  [0.0004, 'kwd', null],
  [0, 'cny', null],
  [-1, 'cny', null],
])('%d of %s are %s of its smallest units', (amount, currency, expected) => {
  expect(smallestUnits(amount, currency)).toBe(expected);
});

test('what a field shows of an amount is read as that amount', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2_000_000_000 }),
      fc.constantFrom('cny', 'jpy', 'kwd'),
      (units, currency) => {
        const digits = currencyDigits(currency);
        expect(smallestUnits(Number((units / 10 ** digits).toFixed(digits)), currency)).toBe(units);
      },
    ),
  );
});
