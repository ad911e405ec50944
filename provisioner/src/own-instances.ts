import type { Db } from '@rockpool/db/client';
import type { Driver } from './drivers/driver.ts';
import { refuseForeign } from './reconcile/foreign-handles.ts';

/**
 * Why nothing may begin, for the operator, when instances of this host were made by another installation or driver; else
 * null. Throws when the database does not answer.
 */
export async function findRefusal(
  db: Db,
  driver: Pick<Driver, 'handleOf'>,
  host: string,
): Promise<string | null> {
  const rows = await db.instance.findMany({
    where: { phase: { not: 'removed' }, OR: [{ host }, { host: null }] },
    select: { id: true, handle: true },
    orderBy: { id: 'asc' },
  });
  return refuseForeign(rows, (id) => driver.handleOf(id));
}
