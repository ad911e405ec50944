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
  /** asks for a place in line by one account, beyond the first ones of a minute */
  'claim.account': { points: 25, seconds: 60 },
  /** the same by one number, whichever account has it */
  'claim.phone': { points: 200, seconds: 3600 },
  /** asks from one address, in fifties: with more, each has to solve a puzzle */
  'claim.address': { points: 5, seconds: 60 },
  /** the same: with more, they have to wait */
  'claim.flood': { points: 60, seconds: 60 },
  /** a solved puzzle holds once; longer than it lives */
  'claim.puzzle': { points: 1, seconds: 600 },
  /** joins and leaves of waiting lists by one user */
  'waiting-list': { points: 20, seconds: 60 },
  /** downloads of everything stored about a user */
  'account.export': { points: 5, seconds: 3600 },
  /** archives of everything, files of the computer included */
  'account.everything': { points: 5, seconds: 3600 },
  /** requests by one API token */
  'api.token': { points: 600, seconds: 60 },
  /** tokens that open nothing, from one address */
  'api.wrong-token': { points: 30, seconds: 60 },
  /** tests of a model or of speech at its vendor that one user causes */
  'set-up.model-test': { points: 20, seconds: 3600 },
  /** the same to the platform of a bot */
  'set-up.bot-check': { points: 20, seconds: 3600 },
  /** payment and subscription pages opened by one user */
  'billing.checkout': { points: 30, seconds: 60 * 60 },
} as const satisfies Record<string, { points: number; seconds: number }>;

export type LimitName = keyof typeof limitTable;
