import type { MembershipAnswer } from '../domain/payment.ts';

/** Where it is known which plan a phone number has: an import, the operator's API, a billing provider. */
export interface MembershipSource {
  /**
   * What the source says about a number (E.164) now. `unknown` is a definite "no plan"; whatever is unclear (timeout,
   * error, nonsense) is `unavailable`. Called only with the user's consent. Never throws for an unreachable source.
   */
  lookup(phone: string, now: Date): Promise<MembershipAnswer>;
}
