import { z } from 'zod';
import { addDays, endOfDay, isZone, localDate, startOfDay } from './calendar.ts';
import { tiers } from './plan.ts';

/** days of any bound of a policy; pages draw one square for each */
const policyDaysMax = 3_660;
const DateText = z.iso
  .date()
  .refine((date) => date >= '2000-01-01' && date < '2200-01-01', 'not between 2000 and 2199');
const Days = z.int().positive().max(policyDaysMax);
const Count = z.int().nonnegative().max(1_000_000_000);

/** What a campaign offers. Days are calendar days of `zone`; each last day is included whole. */
export const Policy = z
  .object({
    zone: z.string().refine(isZone, 'not a known time zone'),
    claimFirstDay: DateText,
    claimLastDay: DateText,
    lastDayOfUse: DateText,
    /** plans that claim and renew without points */
    tiers: z.array(z.enum(tiers)),
    /** what others pay for the claim and for each further day; null = plan holders only */
    points: z.object({ claim: Count, day: Count }).nullable(),
    firstGrantDays: Days,
    /** available days at most after a renewal */
    bankDaysMax: Days,
    /** granted days at most, the first ones included */
    totalDaysMax: Days,
    /** calendar days that the data is kept after the last day of use */
    retentionDays: z.int().nonnegative().max(policyDaysMax),
    /** once the plan is lost: granted days finish, or the entitlement ends at once */
    onPlanLoss: z.enum(['finish', 'stop']).default('finish'),
    /** who may claim: anybody the rest of the policy admits, or holders of an invitation code only */
    entry: z.enum(['open', 'invitation']).default('open'),
    /** offers a place in line when the stock is out */
    waitingList: z.boolean().default(false),
  })
  .refine((policy) => policy.claimFirstDay <= policy.claimLastDay, {
    path: ['claimLastDay'],
    error: 'is before the first day',
  })
  .refine((policy) => policy.claimLastDay <= policy.lastDayOfUse, {
    path: ['lastDayOfUse'],
    error: 'is before the last day of claiming',
  });
export type Policy = z.infer<typeof Policy>;

/** Rules of AutoGLM's offer without its dates. */
export const defaultRules = {
  zone: 'Asia/Shanghai',
  tiers: ['pro', 'max'],
  points: { claim: 100, day: 100 },
  firstGrantDays: 1,
  bankDaysMax: 7,
  totalDaysMax: 31,
  retentionDays: 30,
  onPlanLoss: 'finish',
  entry: 'open',
  waitingList: false,
} satisfies Partial<Policy>;

/** AutoGLM-OpenClaw's campaign of 2026. */
export const autoGlmPolicy: Policy = {
  ...defaultRules,
  claimFirstDay: '2026-02-10',
  claimLastDay: '2026-03-10',
  lastDayOfUse: '2026-04-10',
};

/** The same campaign as if it began today. */
export function demoPolicy(now: Date): Policy {
  const today = localDate(now, defaultRules.zone);
  return {
    ...defaultRules,
    claimFirstDay: today,
    claimLastDay: addDays(today, 28),
    lastDayOfUse: addDays(today, 59),
  };
}

/** First instant of claiming. */
export const claimsOpenAt = (policy: Policy) => startOfDay(policy.claimFirstDay, policy.zone);

/** First instant at which claiming is over. */
export const claimsCloseAt = (policy: Policy) => endOfDay(policy.claimLastDay, policy.zone);

/** First instant at which nothing may run any more; no grant reaches past it. */
export const endOfUse = (policy: Policy) => endOfDay(policy.lastDayOfUse, policy.zone);

/** First instant at which the data may be removed. */
export const endOfRetention = (policy: Policy) =>
  endOfDay(addDays(policy.lastDayOfUse, policy.retentionDays), policy.zone);
