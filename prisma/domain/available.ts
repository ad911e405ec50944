import { DAY_MS } from './calendar.ts';

/** One user's right under one campaign, as the rules see it. */
export interface Entitlement {
  /** sum of the ledger */
  grantedDays: number;
  /** number of ledger entries */
  grants: number;
  /** when the instance first ran; null = the granted days wait for it */
  startedAt: Date | null;
  /** first instant without the right; null exactly while `startedAt` is */
  expiresAt: Date | null;
}

/** Whole days left, rounded up; before the start, the days that wait. Never negative. */
export function availableDays({ grantedDays, expiresAt }: Entitlement, now: Date): number {
  if (!expiresAt) return grantedDays;
  return Math.max(0, Math.ceil((expiresAt.getTime() - now.getTime()) / DAY_MS));
}

/** Where `days` more days move the expiry: they begin at `now` or at the current expiry, and end by `end`. */
export function extend(expiresAt: Date, days: number, end: Date, now: Date): Date {
  const begin = Math.max(now.getTime(), expiresAt.getTime());
  return new Date(Math.max(expiresAt.getTime(), Math.min(begin + days * DAY_MS, end.getTime())));
}

/** What a move of the expiry gives, measured from `now`. */
export function gainMs(expiresBefore: Date, expiresAfter: Date, now: Date): number {
  return expiresAfter.getTime() - Math.max(now.getTime(), expiresBefore.getTime());
}
