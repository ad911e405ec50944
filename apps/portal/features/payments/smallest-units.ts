import { currencyDigits } from './currency-digits.ts';

/** An amount as people write it in the unit in which Stripe counts its currency, at least 1; null: it has none that is whole. Pure. */
export function smallestUnits(amount: number, currency: string): number | null {
  const counted = amount * 10 ** currencyDigits(currency);
  const whole = Math.round(counted);
  // 1.1 × 100 is a little more than 110
  return whole >= 1 && Math.abs(counted - whole) < 1e-3 ? whole : null;
}
