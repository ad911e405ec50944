import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Db } from '@rockpool/db/client';
import type { Driver } from './drivers/driver.ts';
import { refuseForeign } from './reconcile/foreign-handles.ts';

const tryEveryMs = 1_000;

/**
 * Throws a text for the operator when instances of the database were made by another installation or driver. Waits for the
 * database: without its word nothing may begin.
 */
export async function assertOwnInstances({
  db,
  driver,
  log,
}: {
  db: Db;
  driver: Pick<Driver, 'handleOf'>;
  log: Logger;
}): Promise<void> {
  const refusal = refuseForeign(await readHandles(db, log), (id) => driver.handleOf(id));
  if (refusal) throw new Error(refusal);
}

async function readHandles(db: Db, log: Logger) {
  for (;;) {
    try {
      return await db.instance.findMany({
        where: { phase: { not: 'removed' } },
        select: { id: true, handle: true },
        orderBy: { id: 'asc' },
      });
    } catch (error) {
      log.warn({ err: error }, 'nothing begins before the database has said which instances there are');
      await delay(tryEveryMs);
    }
  }
}
