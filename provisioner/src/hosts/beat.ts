/** Says again and again that this host is there and what it is, and notices another machine that says the same of itself. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Db } from '@rockpool/db/client';
import { writeReport } from '@rockpool/db/platform-reports';
import { every } from '../every.ts';
import type { HostConfig } from './host.ts';
import about from '../../package.json' with { type: 'json' };

const beatEveryMs = 10_000;
/** Whoever beats has done it again by then. */
const anotherBeatMs = 2 * beatEveryMs + 1_000;
const lookEveryMs = 500;

export type Beating = {
  db: Db;
  log: Logger;
  host: HostConfig;
  driver: string;
  /** what bounds a computer's disk, one sentence */
  disk: string;
  /** this run of this machine */
  boot: string;
  /** told at every beat since an operator declared this host lost: it is not written anew */
  declaredLost: () => void;
};

type Rival = { boot: string | null; address: string | null; seenAt: Date | null; away: boolean };

const isOther = (rival: Pick<Rival, 'boot' | 'address'>, { boot, host }: Pick<Beating, 'boot' | 'host'>) =>
  rival.boot !== null && (rival.boot !== boot || rival.address !== host.address);

/**
 * Why this provisioner must not begin, for the operator: a provisioner of another machine or address beats under the same name.
 * Null when there is none. One that was seen in the last minute gets time to show that it still is; a machine that came back
 * quickly waits for that. Throws when the database does not answer.
 */
export async function findRival({
  db,
  host,
  boot,
}: Pick<Beating, 'db' | 'host' | 'boot'>): Promise<string | null> {
  const first = await readRival(db, host.name);
  if (!first || !isOther(first, { boot, host }) || first.away) return null;
  const until = performance.now() + anotherBeatMs;
  while (performance.now() < until) {
    await delay(lookEveryMs);
    const now = await readRival(db, host.name);
    if (!now || !isOther(now, { boot, host })) return null;
    if (now.seenAt?.getTime() !== first.seenAt?.getTime())
      return [
        `Host ${host.name} is served by a provisioner of another ${now.boot === boot ? 'address' : 'machine'}${now.address ? `, at ${now.address}` : ''}.`,
        'Two hosts under one name would each take the other for lost. Nothing was touched.',
        'Give this one a name of its own (ROCKPOOL_HOST), or end the other.',
      ].join('\n');
  }
  return null;
}

async function readRival(db: Db, name: string): Promise<Rival | null> {
  const [row] = await db.$queryRaw<Rival[]>`
    select boot_id as boot, address, seen_at as "seenAt", host_away(seen_at) as away from hosts where name = ${name}`;
  return row ?? null;
}

/**
 * The beat. `first` resolves once it was told, or could not be; `ended` after the last one. `sayFarewell`: ended in order, so whoever
 * comes next under this name need not wait to see whether we come back.
 */
export function beat(
  beating: Beating,
  ending: AbortSignal,
  failed: (error: unknown) => void,
  everyMs = beatEveryMs,
): { first: Promise<void>; ended: Promise<void>; sayFarewell: () => Promise<void> } {
  const startedAt = new Date().toISOString();
  const { promise: first, resolve } = Promise.withResolvers<void>();
  let isFirst = true;
  const once = async () => {
    const before = await tell(beating, startedAt);
    if (before === 'lost') return beating.declaredLost();
    if (!isFirst && before && isOther(before, beating))
      beating.log.error(
        { host: beating.host.name, address: before.address },
        'another machine or address beats under the same name of a host: give one of them another ROCKPOOL_HOST',
      );
    isFirst = false;
  };
  const ended = every(everyMs, ending, () => once().finally(resolve), failed);
  return { first, ended, sayFarewell: () => sayFarewell(beating) };
}

const written = `address = $2, driver = $3, capacity = $4, boot_id = $5, seen_at = app_now(), beat_at = now()`;
const tellAgain = {
  name: 'beat',
  text: `
    update hosts set ${written} from (select boot_id, address from hosts where name = $1) before
    where name = $1 returning before.boot_id as boot, before.address`,
};
/** A statement of its own: it sees the mark of whoever took the row away while the first one waited for it. */
const tellFirst = {
  name: 'first-beat',
  text: `
    insert into hosts (name, address, driver, capacity, boot_id, seen_at, beat_at)
    select $1, $2, $3, $4, $5, app_now(), now() where not exists (select from lost_hosts where name = $1)
    on conflict (name) do update set ${written}
    returning name`,
};

/** Answers what stood there before; null: nothing. lost: an operator declared it lost, and nothing was written. */
async function tell(
  { db, host, driver, disk, boot }: Beating,
  startedAt: string,
): Promise<Pick<Rival, 'boot' | 'address'> | 'lost' | null> {
  const values = [host.name, host.address, driver, host.capacity, boot];
  const { rows } = await db.pool.query<Pick<Rival, 'boot' | 'address'>>({ ...tellAgain, values });
  if (rows.length === 0 && (await db.pool.query({ ...tellFirst, values })).rows.length === 0) return 'lost';
  await writeReport(db, 'provisioner', { driver, disk, version: about.version, startedAt });
  return rows[0] ?? null;
}

async function sayFarewell({ db, host, boot }: Beating): Promise<void> {
  await db.pool.query('update hosts set boot_id = null where name = $1 and boot_id = $2', [host.name, boot]);
}
