import { z } from 'zod';
import { claimsCloseAt, claimsOpenAt, type Policy } from './policy.ts';
import { Refusal, type Refused } from './refusals.ts';

/**
 * The line in front of a campaign's claims. The rules:
 * - A place is given by the first request and kept until it is answered; asking again meanwhile changes nothing.
 * - Who is decided is in line within the stock that is left, so nobody behind can take what somebody before may get.
 * - Who asked while claims were open is judged by the time of asking, however long the line took.
 * - Where the membership source gives no answer, a place is set aside and asked again, some times, while others go on.
 * - An answer is final for its place. Whether a new place, at the end, can bring another answer is `mayAskAgain`.
 */

/** What a place was answered with, as it is stored; a claim answers the same however often it is asked. */
export const QueueAnswer = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('claimed'),
    entitlementId: z.uuid(),
    instanceId: z.uuid(),
    points: z.int().nonnegative(),
  }),
  z.object({ kind: z.literal('refused'), refusal: Refusal }),
]);
export type QueueAnswer = z.infer<typeof QueueAnswer>;

/** What can have changed since a refusal without its user doing anything. */
export interface OfferFacts {
  policy: Policy;
  /** what this user could get: null = unlimited */
  left: number | null;
}

/**
 * Whether a refused user may join again, at the end. Refusals about the offer wait for the offer to change, so that
 * pressing faster costs the line nothing; refusals about the user may be cured by the user at any time.
 */
export function mayAskAgain({ refusal }: Refused, { policy, left }: OfferFacts, now: Date): boolean {
  switch (refusal.reason) {
    case 'phone_used':
      return false;
    case 'stock_empty':
    case 'stock_held':
      return left === null || left > 0;
    case 'window_not_open':
    case 'window_closed':
      return now >= claimsOpenAt(policy) && now < claimsCloseAt(policy);
    default:
      return true;
  }
}

const askAgainAfterMs = [2_000, 4_000, 8_000];

/** What happens to a place after the membership source gave no answer, `attempts` times up to now. */
export function afterNoAnswer(attempts: number): { kind: 'set_aside'; forMs: number } | { kind: 'answer' } {
  const forMs = askAgainAfterMs[attempts - 1];
  return forMs === undefined ? { kind: 'answer' } : { kind: 'set_aside', forMs };
}

/** A place that nobody came to decide is given up: days later nobody wants to be surprised by a claim. */
export const placeLifeMs = 60 * 60_000;

const quickestPollMs = 1_000;
const slowestPollMs = { min: 10_000, max: 20_000 };
/** pages of a whole line ask so many times a second together */
const pollsPerSecond = 500;

/** How long until it is this place's turn at the pace of the last seconds; null = nothing was decided lately. */
export function waitEstimateMs(before: number, perSecond: number): number | null {
  return perSecond > 0 ? Math.ceil(((before + 1) / perSecond) * 1000) : null;
}

/**
 * When a waiting page asks next: when it should be its turn, and so seldom that a long line leaves the service time to
 * work through it. `jitter` in 0..1 spreads pages that began together.
 */
export function pollAfterMs(
  { before, length, estimateMs }: { before: number; length: number; estimateMs: number | null },
  jitter: number,
): number {
  const wished = estimateMs ?? 500 + before * 2;
  const ofLine = (length / pollsPerSecond) * 1000;
  const slowest = Math.min(slowestPollMs.max, Math.max(slowestPollMs.min, ofLine));
  return Math.round(Math.min(slowest, Math.max(quickestPollMs, wished)) * (0.75 + jitter / 2));
}
