import { currencyDigits } from '../payments/currency-digits.ts';
import { languageTag, type Locale } from '../../i18n/locale.ts';

/**
 * `¥20` or `¥19.90`, and `JP¥500`, `US$5`: the bare sign is China's, so that no two currencies look alike. `amount` in
 * the unit in which Stripe counts the currency.
 */
export function formatMoney(amount: number, currency: string, locale: Locale): string {
  const digits = currencyDigits(currency);
  const format = new Intl.NumberFormat(languageTag[locale], {
    style: 'currency',
    currency,
    currencyDisplay: currency.toLowerCase() === 'cny' ? 'narrowSymbol' : 'symbol',
    trailingZeroDisplay: 'stripIfInteger',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return format.format(amount / 10 ** digits);
}
