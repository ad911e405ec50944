import { addDays, DAY_MS, HOUR_MS, hourOf, instantOf, localDate } from './calendar.ts';
import type { Entitlement } from './available.ts';

/** Hours of the user's clock, 0 to 23. What would come from `fromHour` until `toHour` goes out at `eveningHour` before. */
export interface Night {
  fromHour: number;
  toHour: number;
  eveningHour: number;
}

/** in the order in which they come */
export const reminderKinds = ['before_24h', 'before_2h', 'expired'] as const;
export type ReminderKind = (typeof reminderKinds)[number];

/**
 * Why a reminder of an expiry does not go out. `fresh`: the user has just claimed or renewed, or was not yet there when it was
 * due; `night`: nothing is said at night, and an earlier one has told; `told`: the next one follows at once; `late`: it was to
 * come before something that is over.
 */
export type LeftOut = 'fresh' | 'night' | 'told' | 'late';

export interface PlannedReminder {
  kind: ReminderKind;
  dueAt: Date;
  leftOut: LeftOut | null;
}

const beforeMs: Record<ReminderKind, number> = { before_24h: DAY_MS, before_2h: 2 * HOUR_MS, expired: 0 };
/** So soon after a claim or a renewal people still know. */
const freshMs: Record<ReminderKind, number> = { before_24h: 6 * HOUR_MS, before_2h: HOUR_MS / 2, expired: 0 };
/** Two of them closer than this are one. */
const apartMs = HOUR_MS;

export interface ExpiryFacts {
  expiresAt: Date;
  /** when this expiry came about: the first run, or the last entry of days */
  since: Date;
  /** IANA name, the user's */
  zone: string;
  night: Night;
}

/** All reminders of one expiry, first to last, each due at the latest when what it tells happens. */
export function planReminders({ expiresAt, since, zone, night }: ExpiryFacts): PlannedReminder[] {
  const planned = reminderKinds.map((kind): PlannedReminder => {
    const asked = new Date(expiresAt.getTime() - beforeMs[kind]);
    const dueAt = beforeNight(asked, zone, night);
    // What has happened is not told before it does: at night the one before has to do.
    if (kind === 'expired') return { kind, dueAt: asked, leftOut: dueAt < asked ? 'night' : null };
    const isFresh = dueAt.getTime() < since.getTime() + freshMs[kind];
    return { kind, dueAt, leftOut: isFresh ? 'fresh' : null };
  });
  return planned.map((reminder, index) => {
    const follows = planned
      .slice(index + 1)
      .some(({ dueAt, leftOut }) => leftOut === null && dueAt.getTime() - reminder.dueAt.getTime() < apartMs);
    return reminder.leftOut === null && follows ? { ...reminder, leftOut: 'told' } : reminder;
  });
}

/** The instant itself by day; the evening before it when it lies in the night. */
export function beforeNight(at: Date, zone: string, { fromHour, toHour, eveningHour }: Night): Date {
  const hour = hourOf(at, zone);
  const crossesMidnight = fromHour > toHour;
  const isNight = crossesMidnight ? hour >= fromHour || hour < toHour : hour >= fromHour && hour < toHour;
  if (!isNight) return at;
  const today = localDate(at, zone);
  const evening = instantOf(today, eveningHour, zone);
  return evening < at ? evening : instantOf(addDays(today, -1), eveningHour, zone);
}

/** What is to be done at `now` with a reminder that is planned. */
export type ReminderStep =
  { kind: 'wait'; until: Date } | { kind: 'send' } | { kind: 'leave-out'; reason: LeftOut };

/** @param planned those of one expiry that are neither sent nor left out */
export function decideReminder(
  reminder: Pick<PlannedReminder, 'kind' | 'dueAt'>,
  planned: readonly Pick<PlannedReminder, 'kind' | 'dueAt'>[],
  expiresAt: Date,
  now: Date,
): ReminderStep {
  if (now < reminder.dueAt) return { kind: 'wait', until: reminder.dueAt };
  if (reminder.kind !== 'expired' && now >= expiresAt) return { kind: 'leave-out', reason: 'late' };
  // the clock jumped, or nobody was there: the last one that is due says it all
  const rank = reminderKinds.indexOf(reminder.kind);
  const isOvertaken = planned.some(({ kind, dueAt }) => reminderKinds.indexOf(kind) > rank && dueAt <= now);
  return isOvertaken ? { kind: 'leave-out', reason: 'told' } : { kind: 'send' };
}

export interface OutlookFacts {
  entitlement: Pick<Entitlement, 'grantedDays'>;
  expiresAt: Date;
  totalDaysMax: number;
  endOfUse: Date;
}

/** Whether another day can follow; `final`: the total is reached, or nothing runs after the end of use. */
export function outlook({ entitlement, expiresAt, totalDaysMax, endOfUse }: OutlookFacts): 'renew' | 'final' {
  return entitlement.grantedDays >= totalDaysMax || expiresAt >= endOfUse ? 'final' : 'renew';
}
