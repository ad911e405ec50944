/** Pure arithmetic of billing periods and prorations. Instants are Unix seconds. */
export interface Recurring {
  interval: 'month' | 'year';
  interval_count: number;
}

/** The same day of the next period; the 31st becomes the last day of a shorter month. */
export function periodEnd(start: number, { interval, interval_count: count }: Recurring): number {
  const from = new Date(start * 1_000);
  const months = count * (interval === 'year' ? 12 : 1);
  const to = new Date(from);
  to.setUTCDate(1);
  to.setUTCMonth(from.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate();
  to.setUTCDate(Math.min(from.getUTCDate(), lastDay));
  return Math.floor(to.getTime() / 1_000);
}

/** What is left of an amount that paid for the whole period, rounded to the unit. */
export function unused(amount: number, period: { start: number; end: number }, now: number): number {
  const left = Math.min(Math.max(period.end - now, 0), period.end - period.start);
  return Math.round((amount * left) / (period.end - period.start));
}
