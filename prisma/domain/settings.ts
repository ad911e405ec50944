import { z } from 'zod';

const Hour = z.int().min(0).max(23);

/** What an operator sets in the console. One row per key; a missing row means the default, a wrong one too. */
export const settingShapes = {
  /** addresses and networks that may open the console and use the operator API; empty = any */
  'console.allowedIps': z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])).default([]),
  /** days that the audit log is kept */
  'audit.retentionDays': z.int().min(1).max(3650).default(90),
  /** where subscribers ask for help; shown on their pages when set */
  'support.contact': z.string().max(200).default(''),
  /** days that a plan whose payment is overdue still counts */
  'plan.graceDays': z.int().min(0).max(60).default(7),
  /** nothing is sent in these hours of the user's time zone; what would come then goes out at `eveningHour` before */
  'reminders.night': z
    .object({ fromHour: Hour, toHour: Hour, eveningHour: Hour })
    .default({ fromHour: 22, toHour: 8, eveningHour: 20 }),
  /** whether a browser must solve a puzzle before it may claim: never, while there is a rush, always */
  'claim.puzzle': z.enum(['off', 'rush', 'on']).default('rush'),
  /** hours that a place offered to who waits is kept */
  'waitingList.offerHours': z.int().min(1).max(168).default(24),
} as const;

export type SettingKey = keyof typeof settingShapes;
export type Settings = { [K in SettingKey]: z.output<(typeof settingShapes)[K]> };

export const settingKeys = Object.keys(settingShapes) as SettingKey[];

/** Values as stored, by key, to settings whole. */
export function parseSettings(stored: Readonly<Record<string, unknown>>): Settings {
  const entries = settingKeys.map((key) => {
    const parsed = settingShapes[key].safeParse(stored[key]);
    return [key, parsed.success ? parsed.data : settingShapes[key].parse(undefined)];
  });
  return Object.fromEntries(entries) as Settings;
}
