import type pg from 'pg';
import { system, writeAudit } from '../audit/write.ts';
import type { Db } from '../client.ts';
import type { MembershipAnswer } from '../domain/payment.ts';
import { decidePlanLoss } from '../domain/plan-loss.ts';
import { askMembership, type MembershipSource } from '../membership/source.ts';
import { inTransaction, run, type Statement } from './connection.ts';
import { lockAndRead, writeEntries } from './entries.ts';

const batchRows = 200;
const askedAtOnce = 8;

/** Entitlements that run under a policy that stops them, by id. Parameters: the last id seen, rows. */
const running: Statement = {
  name: 'plan-loss-running',
  text: `
    select e.id, u.phone, u.consent_at, app_now() as now
    from entitlements e join campaigns c on c.id = e.campaign_id join users u on u.id = e.user_id
    where e.expires_at > app_now() and e.id > $1 and policy_at(c, app_now()) ->> 'onPlanLoss' = 'stop'
    order by e.id limit $2`,
};

/** Each granted day, oldest first: was it paid by points or given by an operator? Parameter: entitlement id. */
const keptDays: Statement = {
  name: 'plan-loss-kept-days',
  text: `
    select d.reason = 'operator' or exists (select from point_entries p where p.key = d.key and p.points < 0) as kept
    from day_entries d, generate_series(1, d.days)
    where d.entitlement_id = $1 and d.days > 0 order by d.id`,
};

/**
 * Ends what runs under campaigns that stop at the loss of the plan, whose users have none by a definite answer. Asks in
 * batches, a few at a time; who cannot be asked is left as it is. Idempotent. Answers how many entitlements were ended.
 */
export async function stopLostPlans(db: Db, source: MembershipSource): Promise<number> {
  type Row = { id: string; phone: string; consent_at: Date | null; now: Date };
  let stopped = 0;
  let last = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await run<Row>(db.pool, running, [last, batchRows]);
    for (let i = 0; i < rows.length; i += askedAtOnce) {
      const results = await Promise.all(
        rows.slice(i, i + askedAtOnce).map(async ({ id, phone, consent_at: consentAt, now }) => {
          const membership = await askMembership(source, { phone, consentAt }, now, 'decision');
          return stopOne(db, id, membership);
        }),
      );
      stopped += results.filter(Boolean).length;
    }
    if (rows.length < batchRows) return stopped;
    last = rows.at(-1)!.id;
  }
}

function stopOne(db: Db, entitlementId: string, membership: MembershipAnswer | null): Promise<boolean> {
  if (!membership || membership.kind === 'unavailable') return Promise.resolve(false);
  return inTransaction(db, async (connection: pg.PoolClient) => {
    const locked = await lockAndRead(connection, entitlementId);
    if (!locked) return false;
    const rows = await run<{ kept: boolean }>(connection, keptDays, [entitlementId]);
    const kept = rows.map((row) => row.kept);
    const decision = decidePlanLoss({ ...locked, membership, kept }, locked.now);
    if (decision.kind === 'keep') return false;
    const { days, expiresBefore, expiresAfter } = decision;
    const key = `plan-lost:${entitlementId}:${locked.entitlement.grants}`;
    const entries = [{ key, days: -days, points: 0, expiresBefore, expiresAfter }];
    await writeEntries(connection, entitlementId, locked, { reason: 'plan_lost', entries });
    await writeAudit(connection, system, {
      action: 'entitlement.plan_lost',
      subject: { kind: 'user', id: locked.userId },
      before: { entitlement: entitlementId, expiresAt: expiresBefore },
      after: { days: -days, expiresAt: expiresAfter, membership: summaryOf(membership) },
    });
    return true;
  });
}

const summaryOf = (answer: MembershipAnswer) =>
  answer.kind === 'member'
    ? { tier: answer.member.tier, validUntil: answer.member.validUntil, source: answer.member.source }
    : { tier: null, source: answer.source };
