/** Answers what the owner of an instance asks of the platform in the chat. */
import { z } from 'zod';
import type { Db } from '@rockpool/db/client';
import { availableDays } from '@rockpool/db/domain/available';
import { isZone } from '@rockpool/db/domain/calendar';
import { renewByRequest } from '@rockpool/db/ledger/renew-by-request';
import type { MembershipSource } from '@rockpool/db/membership/source';
import type { PlatformRequest } from '@rockpool/gateway/control';
import type { Metrics } from '../metrics.ts';
import { renewalText, statusText, type Reader } from './texts.ts';

export type AnswerDeps = { db: Db; memberships: MembershipSource; metrics: Metrics; portalUrl: string };

/**
 * The words for the chat. The same request again is carried out once and answered the same.
 *
 * @param instanceId as this service knows it: a gateway speaks for itself alone
 */
export async function answerRequest(
  deps: AnswerDeps,
  instanceId: string,
  request: PlatformRequest,
): Promise<string> {
  const asker = await readAsker(deps.db, instanceId);
  const { locale, zone } = asker;
  const reader: Reader = { locale, zone, portalUrl: deps.portalUrl };
  switch (request.kind) {
    case 'status':
      deps.metrics.chatRequests.inc({ kind: 'status', outcome: 'told' });
      return statusText(asker, reader);
    case 'renew': {
      const { id: requestId, days, mayPay } = request;
      const outcome = await renewByRequest(deps.db, deps.memberships, {
        instanceId,
        requestId,
        days,
        mayPay,
      });
      deps.metrics.chatRequests.inc({ kind: 'renew', outcome: outcome.kind });
      return renewalText(outcome, days, reader);
    }
  }
}

const Asker = z.object({
  locale: z.string().transform((locale) => (locale === 'en' ? ('en' as const) : ('zh' as const))),
  zone: z.string().transform((zone) => (isZone(zone) ? zone : 'Asia/Shanghai')),
  now: z.date(),
  expiresAt: z.date().nullable(),
  waitingDays: z.number(),
});

async function readAsker(db: Db, instanceId: string) {
  const { rows } = await db.pool.query({ ...askerQuery, values: [instanceId] });
  const { now, waitingDays, ...asker } = Asker.parse(rows[0]);
  const { expiresAt } = asker;
  const days = availableDays({ grantedDays: waitingDays, grants: 0, startedAt: expiresAt, expiresAt }, now);
  return { ...asker, availableDays: days, waits: waitingDays > 0 };
}

const askerQuery = {
  name: 'request-asker',
  text: `
    select u.locale, u.time_zone as zone, app_now() as now, max(e.expires_at) as "expiresAt",
      coalesce(sum(e.granted_days) filter (where e.started_at is null), 0)::int as "waitingDays"
    from instances i join users u on u.id = i.user_id left join entitlements e on e.user_id = u.id
    where i.id = $1 group by u.id`,
};
