import type { Logger } from 'pino';
import type { Db } from '@rockpool/db/client';
import { tasks } from '@rockpool/db/jobs';
import type { Driver } from '../drivers/driver.ts';

/**
 * To be called again and again: notices that the driver answers after it could not, and has every instance of this host that
 * waits because of that looked at now, instead of at the end of a pause that grew meanwhile. Asks the driver only while there are some.
 */
export function createDriverBack({
  db,
  driver,
  host,
  log,
}: {
  db: Db;
  driver: Driver;
  host: string;
  log: Logger;
}) {
  let away = false;
  return async (): Promise<void> => {
    const waits = await db.instance.findFirst({
      where: { host, phaseReason: 'driver_unavailable' },
      select: { id: true },
    });
    const answers = waits === null || (await driver.list().then(Boolean, () => false));
    const isBack = away && answers;
    if (!away && !answers) log.warn({ driver: driver.name }, 'the driver does not answer');
    away = !answers;
    if (!isBack) return;
    const waiting = await db.$executeRaw`
      select add_keyed_job(${tasks.reconcile.name}, json_build_object('instanceId', i.id), 'reconcile:' || i.id)
      from instances i where i.host = ${host} and i.phase <> 'removed' and i.failures > 0`;
    log.info({ driver: driver.name, instances: waiting }, 'the driver answers again');
  };
}
