/** docs.stripe.com/currencies: what Stripe counts whole, and in thousandths. Not `Intl`, which knows no hundredths of huf or isk. */
const whole = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));
const thousandths = new Set('bhd jod kwd omr tnd'.split(' '));

/** Decimal places in which Stripe counts a currency: 2 of cny, 0 of jpy, 3 of kwd. */
export function currencyDigits(currency: string): number {
  const code = currency.toLowerCase();
  if (whole.has(code)) return 0;
  return thousandths.has(code) ? 3 : 2;
}
