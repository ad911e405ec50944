import { z } from 'zod';
import type { Db } from '../client.ts';
import { decideFirstRun } from '../domain/first-run.ts';
import { Policy } from '../domain/policy.ts';
import { run, type Statement } from './connection.ts';

/** Parameter: instance id. */
const waitingEntitlements: Statement = {
  name: 'waiting-entitlements',
  text: `
    select e.id, e.granted_days, e.grants, policy_at(c, app_now()) as policy, app_now() as now
    from entitlements e join instances i on i.user_id = e.user_id join campaigns c on c.id = e.campaign_id
    where i.id = $1 and e.started_at is null order by e.id`,
};

const Waiting = z.object({
  id: z.string(),
  granted_days: z.number(),
  grants: z.number(),
  policy: Policy,
  now: z.date(),
});

/**
 * Begins the days of an entitlement whose ledger is as it was read, with the job that plans their end. No row: somebody else
 * began them or wrote an entry meanwhile, and nothing was changed. Parameters: id, beginning, end, instance id, ledger entries.
 */
const startEntitlement: Statement = {
  name: 'start-entitlement',
  text: `
    with begun as (
      update entitlements set started_at = $2, expires_at = $3
      where id = $1 and started_at is null and grants = $5::int
      returning id
    )
    select add_keyed_job('reconcile', json_build_object('instanceId', $4::uuid), 'reconcile:' || $4) from begun`,
};

/**
 * The instance runs: days that waited for its first run begin now. Call it whenever an instance is seen running; it
 * does nothing when nothing waits. Returns the number of entitlements that began.
 */
export async function startFirstDay(db: Db, instanceId: string): Promise<number> {
  let begun = 0;
  for (;;) {
    let isOutdated = false;
    for (const row of await run(db.pool, waitingEntitlements, [instanceId])) {
      const { id, granted_days: grantedDays, grants, policy, now } = Waiting.parse(row);
      const entitlement = { grantedDays, grants, startedAt: null, expiresAt: null };
      const start = decideFirstRun({ policy, entitlement }, now);
      if (!start) continue;
      const values = [id, start.startedAt, start.expiresAt, instanceId, grants];
      const [written] = await run(db.pool, startEntitlement, values);
      if (written) begun++;
      else isOutdated = true;
    }
    if (!isOutdated) return begun;
  }
}
