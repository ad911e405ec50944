import type { Db } from '../client.ts';
import { bestAnswer } from '../domain/membership.ts';
import { apiMemberships, type ApiOptions } from './api.ts';
import type { MembershipConfig } from './env.ts';
import { importedMemberships } from './imported.ts';
import { reportMembershipApi } from './report.ts';
import type { MembershipSource } from './source.ts';
import { subscriptionMemberships } from './subscriptions.ts';

/**
 * Every place that knows plans, as one source: subscriptions bought here, the operator's API where there is one, and the
 * import. All are asked at once; the best plan that is valid wins and is named by its source. Keep it for the life of the
 * process: it remembers which questions are under way.
 */
export function membershipSource(
  db: Db,
  { api }: MembershipConfig,
  options: Pick<ApiOptions, 'timeoutMs' | 'onFailure'> = {},
): MembershipSource {
  const subscriptions = subscriptionMemberships(db);
  const report = reportMembershipApi(db);
  const asked = api && {
    ...api,
    ...options,
    onAnswer: () => report(null),
    onFailure: (why: string) => {
      report(why);
      options.onFailure?.(why);
    },
  };
  const sources = [subscriptions, ...(asked ? [apiMemberships(db, asked)] : []), importedMemberships(db)];
  return {
    async lookup(phone, now, freshness) {
      const answers = await Promise.all(sources.map((source) => source.lookup(phone, now, freshness)));
      return bestAnswer(answers, now);
    },
    ownPlan: subscriptions.ownPlan,
  };
}
