import { expect, test } from 'vitest';
import { formatMoney } from './money.ts';

test.each([
  [2_000, 'cny', 'zh', '¥20'],
  [1_990, 'cny', 'en', '¥19.90'],
  [500, 'jpy', 'en', 'JP¥500'],
  [500, 'jpy', 'zh', 'JP¥500'],
  [1_234_500, 'usd', 'en', 'US$12,345'],
  [1_234_500, 'usd', 'zh', 'US$12,345'],
  [1_234_500, 'HKD', 'zh', 'HK$12,345'],
  [399_050, 'huf', 'en', 'HUF\u00a03,990.50'],
  [12_345, 'kwd', 'en', 'KWD\u00a012.345'],
] as const)('%d %s in %s is %s', (amount, currency, locale, text) => {
  expect(formatMoney(amount, currency, locale).replace('¥', '¥')).toBe(text);
});
