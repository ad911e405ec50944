/**
 * The steps of a move in the database: each one statement that looks whether everything is still as it was decided, with the job
 * for whoever goes on. Called under the instance's lock; false: something changed meanwhile, and it is to be looked at again.
 */
import type { Db, Tx } from '@rockpool/db/client';
import { addDiscardJob, addReconcileJob } from '@rockpool/db/jobs';

type Row = { id: string; before: string | null };

/** Of one that has come to `here` and whose volume is still on `from`. */
type Leg = { id: string; here: string; from: string };

/** What the host that it leaves knew of its program is nobody's knowledge any more. */
const forgotten = `handle = null, endpoint = null, config_hash = null, failures = 0, retry_at = null`;

/** The old host lets go: from here on only the new one may start it. Without a volume there is nothing to fetch. */
export const handOver = (
  db: Db,
  { id, here, to, hasVolume }: { id: string; here: string; to: string; hasVolume: boolean },
): Promise<boolean> =>
  step(db, id, async (tx) =>
    tx.$queryRawUnsafe<Row[]>(
      `update instances
       set host = move_to, move_to = null, moved_from = case when $4 then host end,
         remains_on = nullif(remains_on, move_to), ${forgotten}
       where id = $1::uuid and host = $2 and move_to = $3 and moved_from is null
       returning id, null as before`,
      id,
      here,
      to,
      hasVolume,
    ),
  );

/** Taken back: the old host still has the whole volume, and nothing of it is here. */
export const handBack = (db: Db, { id, here, from }: Leg) =>
  step(db, id, async (tx) =>
    tx.$queryRawUnsafe<Row[]>(
      `update instances
       set host = moved_from, move_to = null, moved_from = null, remains_on = nullif(remains_on, moved_from), ${forgotten}
       where id = $1::uuid and host = $2 and moved_from = $3 and move_to = $3
       returning id, null as before`,
      id,
      here,
      from,
    ),
  );

/** The whole volume is here. `before`: another host where an older copy was still to be removed. */
export const arrive = (db: Db, leg: Leg) =>
  step(db, leg.id, (tx) => leaveCopy(tx, leg, 'and move_to is distinct from moved_from'));

/** It is to be removed and nothing of it is here: what is left is the copy on the host that it came from. */
export const leaveBehind = (db: Db, leg: Leg) =>
  step(db, leg.id, async (tx) => {
    const rows = await leaveCopy(tx, leg, '');
    if (rows.length > 0) await addDiscardJob(tx, leg.id, leg.from);
    return rows;
  });

/** Nothing of it is here: from now on whatever is here is its own. */
export const beginEmpty = (db: Db, { id, here }: Pick<Leg, 'id' | 'here'>): Promise<boolean> =>
  step(db, id, (tx) =>
    tx.$queryRawUnsafe<Row[]>(
      `update instances set starts_empty = false, ready_at = null
       where id = $1::uuid and host = $2 and starts_empty
       returning id, null as before`,
      id,
      here,
    ),
  );

async function leaveCopy(tx: Tx, { id, here, from }: Leg, unless: string): Promise<Row[]> {
  const rows = await tx.$queryRawUnsafe<Row[]>(
    `with old as (select id, remains_on from instances where id = $1::uuid for update)
     update instances i set moved_from = null, remains_on = moved_from, failures = 0, retry_at = null
     from old where i.id = old.id and i.host = $2 and i.moved_from = $3 ${unless}
     returning i.id, old.remains_on as before`,
    id,
    here,
    from,
  );
  const [row] = rows;
  if (row?.before && row.before !== from) await addDiscardJob(tx, id, row.before);
  return rows;
}

async function step(db: Db, id: string, run: (tx: Tx) => Promise<Row[]>): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const [row] = await run(tx);
    if (row) await addReconcileJob(tx, id);
    return row !== undefined;
  });
}
