import type { Db } from '@rockpool/db/client';
import { addReconcileJob } from '@rockpool/db/jobs';

/**
 * Counts the wish and queues the reconcile in one transaction. `seenRestarts` is what the page showed: a second click
 * on it, or one while a restart is under way, asks for nothing more. Answers whether this click did.
 */
export async function requestRestart(db: Db, userId: string, seenRestarts: number): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      UPDATE instances SET restarts = restarts + 1
      WHERE user_id = ${userId}::uuid AND restarts = ${seenRestarts} AND restarts = restarts_seen
        AND phase IN ('provisioning', 'running', 'failed')
      RETURNING id`;
    for (const { id } of rows) await addReconcileJob(tx, id);
    return rows.length > 0;
  });
}
