import { availableDays, type Entitlement } from './available.ts';
import { DAY_MS } from './calendar.ts';
import { endOfUse, type Policy } from './policy.ts';

/**
 * One day of the campaign's total: used up, banked (available), free to be granted, or out of reach because the end
 * of use comes first. `endsAt`: when a banked day ends.
 */
export type StripDay =
  | { state: 'used' }
  | { state: 'banked'; endsAt: Date | null }
  | { state: 'free' }
  | { state: 'out_of_reach' };

/** The days of an entitlement in order: used, banked, free, out of reach; at least `totalDaysMax` of them. */
export function dayStrip(
  { policy, entitlement }: { policy: Policy; entitlement: Entitlement },
  now: Date,
): StripDay[] {
  const { grantedDays, expiresAt } = entitlement;
  const banked = Math.min(availableDays(entitlement, now), grantedDays);
  const room = Math.max(0, policy.totalDaysMax - grantedDays);
  const begin = Math.max(now.getTime(), expiresAt?.getTime() ?? now.getTime() + banked * DAY_MS);
  const free = Math.min(room, Math.max(0, Math.ceil((endOfUse(policy).getTime() - begin) / DAY_MS)));
  return [
    ...days(grantedDays - banked, (): StripDay => ({ state: 'used' })),
    ...days(banked, (i): StripDay => ({ state: 'banked', endsAt: bankedEnd(expiresAt, banked - 1 - i) })),
    ...days(free, (): StripDay => ({ state: 'free' })),
    ...days(room - free, (): StripDay => ({ state: 'out_of_reach' })),
  ];
}

const days = (length: number, make: (i: number) => StripDay) => Array.from({ length }, (_, i) => make(i));

const bankedEnd = (expiresAt: Date | null, daysBefore: number) =>
  expiresAt && new Date(expiresAt.getTime() - daysBefore * DAY_MS);
