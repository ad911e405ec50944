import type { Tx } from '@rockpool/db/client';

/**
 * Before anything is set for an instance: changes of one come after each other. False when its account was deleted meanwhile,
 * since what is stored then nobody would ever forget.
 */
export async function lockInstance(tx: Tx, instanceId: string): Promise<boolean> {
  await tx.$queryRaw`select 1 from instances where id = ${instanceId}::uuid for update`;
  // by itself: the statement that waited for the lock reads accounts as they were before
  const owned = await tx.instance.findFirst({
    where: { id: instanceId, user: { deletedAt: null } },
    select: { id: true },
  });
  return owned !== null;
}
