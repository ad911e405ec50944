import type { Db } from '@rockpool/db/client';

/** A code lives for minutes, and limits count those of an hour. */
const keptDays = 1;

/** Removes codes, and with them the numbers that they were sent to; how many. Those of a clock that was set back go too. */
export async function forgetOldCodes(db: Db): Promise<number> {
  const { rowCount } = await db.pool.query(
    `delete from sign_in_codes
     where created_at not between app_now() - make_interval(days => $1) and app_now() + make_interval(days => $1)`,
    [keptDays],
  );
  return rowCount ?? 0;
}
