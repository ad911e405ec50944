/** A host that was declared lost and is there again: its old volumes are served to nobody. */
import type { Logger } from 'pino';
import type { Db } from '@rockpool/db/client';
import type { Driver } from '../drivers/driver.ts';
import { graceMs } from '../reconcile/act.ts';

type LostDeps = { db: Db; driver: Pick<Driver, 'list' | 'stop'>; host: string; log: Logger };

const named = 5;

/**
 * Why this provisioner must not begin, for the operator: the host was declared lost, or computers were given up whose volumes are
 * here, and these are still to begin anew. What runs of it is stopped, no volume is touched. A host of that name without any
 * volume is a new one. Null when it may begin. Throws when database or driver do not answer.
 */
export async function findOldVolumes(deps: LostDeps): Promise<string | null> {
  const { db, driver, host, log } = deps;
  const lost = await db.lostHost.findUnique({ where: { name: host } });
  const listed = await driver.list();
  if (!lost) {
    const given = await db.$queryRaw<{ id: string }[]>`
      select i.id from instances i
      where i.id = any(${listed.map(({ id }) => id)}::uuid[]) and i.starts_empty and i.host is distinct from ${host}
        -- a copy that a move left here is known, and about to go
        and not exists (
          select from graphile_worker._private_jobs j where j.key = 'discard:' || i.id || ':' || ${host}::text
        )`;
    const old = new Set(given.map(({ id }) => id));
    const here = listed.filter(({ id }) => old.has(id));
    return here.length === 0 ? null : refuse(deps, here, 'of computers whose host was declared lost');
  }
  if (listed.length > 0)
    return refuse(
      deps,
      listed,
      `of before ${lost.lostAt.toISOString()}, when host ${host} was declared lost`,
    );
  await db.lostHost.delete({ where: { name: host } });
  log.info({ host }, 'a host of this name was declared lost; nothing of it is here, so this is a new one');
  return null;
}

async function refuse(
  deps: Pick<LostDeps, 'driver' | 'log'>,
  volumes: readonly { id: string; alive: boolean }[],
  whose: string,
): Promise<string> {
  await stopThose(deps, volumes);
  const ids = volumes.slice(0, named).map(({ id }) => id);
  const more = volumes.length > named ? ` and ${volumes.length - named} more` : '';
  return [
    `${volumes.length} volumes here are ${whose}: ${ids.join(', ')}${more}.`,
    'Their computers have begun anew elsewhere, or will. Nothing of them runs here, and no volume was touched.',
    'Save what is wanted of them and remove them by hand, or keep this machine as it is and start another one.',
  ].join('\n');
}

/** For a host that learns while it runs that it was declared lost. */
export async function stopAllHere({ driver, log, host }: Omit<LostDeps, 'db'>): Promise<void> {
  log.error(
    { host },
    'this host was declared lost: its programs are stopped, its volumes left, and the service ends',
  );
  await stopThose({ driver, log }, await driver.list());
}

async function stopThose(
  { driver, log }: Pick<LostDeps, 'driver' | 'log'>,
  programs: readonly { id: string; alive: boolean }[],
) {
  const alive = programs.filter((each) => each.alive);
  if (alive.length > 0)
    log.error({ programs: alive.length }, 'programs of a host that was declared lost are stopped');
  const stops = await Promise.allSettled(alive.map(({ id }) => driver.stop(id, { graceMs })));
  for (const stop of stops) if (stop.status === 'rejected') log.error({ err: stop.reason }, 'not stopped');
}
