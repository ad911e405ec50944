/** Renewals that are asked for in the chat of an instance. The request's id, made by the gateway, is the idempotency key. */
import { z } from 'zod';
import type { Db } from '../client.ts';
import type { MembershipAnswer } from '../domain/payment.ts';
import { Refusal } from '../domain/refusals.ts';
import { planRequested, type RequestedDays } from '../domain/requested-renewal.ts';
import { askMembership, type MembershipSource } from '../membership/source.ts';
import { inTransaction, run, type Connection, type Statement } from './connection.ts';
import { lockAndRead, writeEntries, type LockedEntitlement } from './entries.ts';

export interface ChatRenewal {
  /** as the caller knows it: never what the gateway says of itself */
  instanceId: string;
  requestId: string;
  days: RequestedDays;
  /** whether points may be spent; a plan pays nothing */
  mayPay: boolean;
}

const Count = z.int();

/** What became of a request; kept, so that the same request again gets the same answer. Instants survive JSON. */
export const ChatRenewalOutcome = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('renewed'),
    days: Count,
    points: Count,
    expiresAt: z.coerce.date(),
    availableDays: Count,
    /** why there are fewer days than were asked for */
    endedBy: Refusal.nullable(),
  }),
  /** it costs points, and nobody said that they may be spent */
  z.object({ kind: z.literal('price'), days: Count, points: Count, balance: Count }),
  z.object({ kind: z.literal('refused'), refusal: Refusal }),
  /** kept nowhere: a later request is another one */
  z.object({ kind: z.literal('too_many'), perMinute: Count }),
]);
export type ChatRenewalOutcome = z.infer<typeof ChatRenewalOutcome>;

/** requests of one instance that are carried out within a minute */
export const requestsPerMinuteMax = 6;

/**
 * Carries a request out once, also when it comes twice at the same time. With several entitlements the first that may be
 * renewed is, beginning with the one that lasts longest.
 */
export async function renewByRequest(
  db: Db,
  membershipSource: MembershipSource,
  request: ChatRenewal,
): Promise<ChatRenewalOutcome> {
  const [owner, ...others] = await run<Owner>(db.pool, requestOwner, [request.instanceId]);
  if (!owner) return { kind: 'refused', refusal: { reason: 'entitlement_unknown' } };
  // outside the transaction: a source may be slow
  const asked = { phone: owner.phone, consentAt: owner.consent_at };
  const membership = await askMembership(membershipSource, asked, owner.now, 'decision');
  const ids = [owner, ...others].map(({ entitlement_id }) => entitlement_id);
  return inTransaction(db, async (connection) => {
    await run(connection, lockOwner, [request.instanceId]);
    const [known] = await run<Known>(connection, requestKnown, [request.instanceId, request.requestId]);
    if (known?.answer) return ChatRenewalOutcome.parse(known.answer);
    if (known && known.lately >= requestsPerMinuteMax)
      return { kind: 'too_many', perMinute: requestsPerMinuteMax };
    const outcome = await renewFirst(connection, ids, membership, request);
    await run(connection, requestWrite, [request.instanceId, request.requestId, JSON.stringify(outcome)]);
    return outcome;
  });
}

async function renewFirst(
  connection: Connection,
  entitlementIds: readonly string[],
  membership: MembershipAnswer | null,
  request: ChatRenewal,
): Promise<ChatRenewalOutcome> {
  let first: ChatRenewalOutcome | null = null;
  for (const id of entitlementIds) {
    const locked = await lockAndRead(connection, id);
    if (!locked) continue;
    const outcome = await renewOne(connection, id, locked, membership, request);
    if (outcome.kind !== 'refused') return outcome;
    first ??= outcome;
  }
  return first ?? { kind: 'refused', refusal: { reason: 'entitlement_unknown' } };
}

async function renewOne(
  connection: Connection,
  entitlementId: string,
  locked: LockedEntitlement,
  membership: MembershipAnswer | null,
  { instanceId, requestId, days, mayPay }: ChatRenewal,
): Promise<ChatRenewalOutcome> {
  const plan = planRequested({ ...locked, membership }, days, locked.now);
  if (plan.kind === 'refused') return plan;
  const { renewals, endedBy } = plan;
  const points = renewals.reduce((sum, renewal) => sum + renewal.points, 0);
  if (points > 0 && !mayPay) return { kind: 'price', days: renewals.length, points, balance: locked.balance };
  const entries = renewals.map((renewal, index) => ({
    ...renewal,
    key: `request:${instanceId}:${requestId}:${index}`,
  }));
  await writeEntries(connection, entitlementId, locked, { reason: 'renewal', entries, endedBy });
  const last = renewals.at(-1)!;
  return {
    kind: 'renewed',
    days: renewals.length,
    points,
    expiresAt: last.expiresAfter,
    availableDays: last.availableAfter,
    endedBy,
  };
}

type Owner = { now: Date; phone: string; consent_at: Date | null; entitlement_id: string };
type Known = { answer: unknown; lately: number };

/** Whose instance it is, with what may be renewed. Parameter: instance id. */
const requestOwner: Statement = {
  name: 'request-owner',
  text: `
    select app_now() as now, u.phone, u.consent_at, e.id as entitlement_id
    from instances i join users u on u.id = i.user_id join entitlements e on e.user_id = u.id
    where i.id = $1 and i.phase <> 'removed' and u.deleted_at is null
    order by e.expires_at desc nulls last, e.id desc`,
};

/** The lock that every writer of this user's days takes. Parameter: instance id. */
const lockOwner: Statement = {
  name: 'request-lock',
  text: `select from users u join instances i on i.user_id = u.id where i.id = $1 for no key update of u`,
};

/** Parameters: instance id, request id. */
const requestKnown: Statement = {
  name: 'request-known',
  text: `
    select (select answer from gateway_requests where instance_id = $1 and request_id = $2) as answer,
      (
        select count(*)::int from gateway_requests
        where instance_id = $1 and created_at > app_now() - interval '1 minute' and created_at <= app_now()
      ) as lately`,
};

/** Parameters: instance id, request id, answer as JSON. */
const requestWrite: Statement = {
  name: 'request-write',
  text: `insert into gateway_requests (instance_id, request_id, kind, answer) values ($1, $2, 'renew', $3::jsonb)`,
};

/** gateways forget a request after a week, so none that old comes again */
const answersKeptDays = 14;

/** Removes answers that no gateway asks for any more; their number. A hostile gateway would fill the table with them. */
export async function forgetOldRequests(db: Db): Promise<number> {
  const { rowCount } = await db.pool.query(
    `delete from gateway_requests where created_at < app_now() - make_interval(days => $1)`,
    [answersKeptDays],
  );
  return rowCount ?? 0;
}
