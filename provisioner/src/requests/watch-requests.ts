import { membershipSource } from '@rockpool/db/membership/all';
import type { Db } from '@rockpool/db/client';
import type { MembershipConfig } from '@rockpool/db/membership/env';
import type { Metrics } from '../metrics.ts';
import { answerRequest } from './answer.ts';
import { createRequestWatch, type RequestWatchOptions } from './watch.ts';

/** Answers what owners ask in their chats. */
export function watchRequests(
  { db, log, metrics, ending }: Pick<RequestWatchOptions, 'log' | 'ending'> & { db: Db; metrics: Metrics },
  portalUrl: string,
  membership: MembershipConfig = { api: null },
) {
  const memberships = membershipSource(db, membership, {
    onFailure: (why) => log.warn({ why }, 'the membership API did not answer'),
  });
  return createRequestWatch({
    log,
    ending,
    answer: (id, request) => answerRequest({ db, memberships, metrics, portalUrl }, id, request),
  });
}
