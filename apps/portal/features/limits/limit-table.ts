/** What is bounded, by whose key, and how often. One row a limit; keys are what the caller counts by. */
export const limitTable = {
  /** tries of a password for one staff account, known or not */
  'staff.sign-in.account': { points: 10, seconds: 15 * 60 },
  /** tries of a password from one address */
  'staff.sign-in.address': { points: 30, seconds: 15 * 60 },
  /** tries of a one-time or recovery code by one staff account */
  'staff.second-factor': { points: 10, seconds: 15 * 60 },
  /** invitation links opened from one address */
  'staff.join.address': { points: 30, seconds: 15 * 60 },
} as const satisfies Record<string, { points: number; seconds: number }>;

export type LimitName = keyof typeof limitTable;
