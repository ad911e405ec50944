import type { MembershipAnswer } from '../domain/payment.ts';

/** How old an answer may be: a page shows one of the last minutes, a claim or a renewal asks anew. */
export type Freshness = 'page' | 'decision';

/** Where it is known which plan a phone number has: an import, the operator's API, a billing provider. */
export interface MembershipSource {
  /**
   * What the source says about a number (E.164) now. `unknown` is a definite "no plan"; whatever is unclear (timeout,
   * error, nonsense) is `unavailable`. Called only with the user's consent. Never throws for an unreachable source.
   * `freshness` is `page` when absent.
   */
  lookup(phone: string, now: Date, freshness?: Freshness): Promise<MembershipAnswer>;
  /**
   * The plan that the user bought here. Nobody outside is asked, so it needs no consent. Null = none; absent = nothing is
   * sold here.
   */
  ownPlan?(phone: string, now: Date): Promise<MembershipAnswer | null>;
}

/** What decides who pays: everything with the user's consent, without it only what the user bought here. */
export async function askMembership(
  source: MembershipSource,
  { phone, consentAt }: { phone: string; consentAt: Date | null },
  now: Date,
  freshness: Freshness,
): Promise<MembershipAnswer | null> {
  if (consentAt) return source.lookup(phone, now, freshness);
  return (await source.ownPlan?.(phone, now)) ?? null;
}
