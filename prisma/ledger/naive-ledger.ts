/**
 * The benefit once more, as somebody would write it on a napkin: one object, plain numbers, no code of domain/. The property
 * tests play the same histories here and in the database.
 */
const dayMs = 86_400_000;
const [bankDays, totalDays, dayPrice] = [7, 31, 100];

export type LedgerEvent =
  /** negative: the clock steps back */
  | { kind: 'wait'; ms: number }
  | { kind: 'start' }
  | { kind: 'renew' | 'top-up' }
  | { kind: 'grant' | 'revoke'; days: number }
  | { kind: 'buy' | 'refund'; points: number }
  | { kind: 'plan'; has: boolean };

export class NaiveLedger {
  granted = 1;
  grants = 1;
  /** null = not started */
  until: number | null = null;
  points = 0;
  hasPlan = true;
  now: number;
  /** the first instant at which nothing runs any more */
  readonly end: number;

  constructor(now: number, end: number) {
    this.now = now;
    this.end = end;
  }

  do(event: LedgerEvent): void {
    if (event.kind === 'wait') this.now += event.ms;
    if (event.kind === 'plan') this.hasPlan = event.has;
    if (event.kind === 'buy') this.points += event.points;
    if (event.kind === 'refund') this.points -= Math.min(event.points, this.points);
    if (event.kind === 'start') this.start();
    if (event.kind === 'renew') this.renew();
    if (event.kind === 'top-up') while (this.renew());
    if (event.kind === 'grant') this.grant(event.days);
    if (event.kind === 'revoke') this.revoke(event.days);
  }

  private start(): void {
    if (this.until === null && this.granted > 0 && this.now < this.end)
      this.until = Math.min(this.now + this.granted * dayMs, this.end);
  }

  private renew(): boolean {
    if (this.until === null || this.granted >= totalDays) return false;
    const from = Math.max(this.now, this.until);
    const gain = Math.min(dayMs, this.end - from);
    const left = this.until - this.now;
    const price = this.hasPlan ? 0 : dayPrice;
    if (gain <= 0 || left > (bankDays - 1) * dayMs || this.points < price || (price > 0 && gain < dayMs))
      return false;
    this.until = from + gain;
    this.points -= price;
    this.granted += 1;
    this.grants += 1;
    return true;
  }

  private grant(days: number): void {
    if (this.now >= this.end) return;
    if (this.until !== null) {
      const from = Math.max(this.now, this.until);
      const gain = Math.min(days * dayMs, this.end - from);
      if (gain <= 0) return;
      this.until = from + gain;
      days = Math.ceil(gain / dayMs);
    }
    this.granted += days;
    this.grants += 1;
  }

  private revoke(days: number): void {
    if (days > this.granted) return;
    if (this.until !== null && this.until > this.now)
      this.until = Math.max(this.now, this.until - days * dayMs);
    this.granted -= days;
    this.grants += 1;
  }
}
