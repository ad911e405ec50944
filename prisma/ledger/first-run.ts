import type { Db } from '../client.ts';
import { decideFirstRun } from '../domain/first-run.ts';
import { inTransaction, run, type Statement } from './connection.ts';
import { lockAndRead } from './entries.ts';

const waitingEntitlements: Statement = {
  name: 'waiting-entitlements',
  text: `
    select e.id from entitlements e join instances i on i.user_id = e.user_id
    where i.id = $1 and e.started_at is null order by e.id`,
};

const startEntitlement: Statement = {
  name: 'start-entitlement',
  text: `
    with job as (
      select add_keyed_job('reconcile', json_build_object('instanceId', $4::uuid), 'reconcile:' || $4)
    )
    update entitlements set started_at = $2, expires_at = $3 where id = $1 and exists (select from job)`,
};

/**
 * The instance runs: days that waited for its first run begin now. Call it whenever an instance is seen running; it
 * does nothing when nothing waits. Returns the number of entitlements that began.
 */
export async function startFirstDay(db: Db, instanceId: string): Promise<number> {
  const waiting = await run<{ id: string }>(db.pool, waitingEntitlements, [instanceId]);
  let begun = 0;
  for (const { id } of waiting) {
    await inTransaction(db, async (connection) => {
      const locked = await lockAndRead(connection, id);
      const start = locked && decideFirstRun(locked, locked.now);
      if (!start) return;
      await run(connection, startEntitlement, [id, start.startedAt, start.expiresAt, instanceId]);
      begun++;
    });
  }
  return begun;
}
