import type { Db } from '../client.ts';
import { inTransaction, run } from '../ledger/connection.ts';

/**
 * Removes entries older than `days` from the old end of the log and moves the anchor to the last one removed, so that
 * what is left still verifies. The newest entry always stays. Answers how many were removed.
 */
export function retainAudit(db: Db, days: number): Promise<number> {
  if (!Number.isInteger(days) || days < 1) throw new RangeError('days must be a whole number of at least 1');
  return inTransaction(db, async (connection) => {
    await run(
      connection,
      {
        name: 'audit-lock',
        text: `select pg_advisory_xact_lock(hashtextextended('rockpool.audit', 0))::text`,
      },
      [],
    );
    const [last] = await run<{ id: string; hash: string }>(connection, lastToGo, [days]);
    if (!last) return 0;
    await run(connection, moveAnchor, [last.id, last.hash]);
    await connection.query(`set local rockpool.audit_retention = 'on'`);
    const { rowCount } = await connection.query('delete from audit_entries where id <= $1', [last.id]);
    await connection.query(`set local rockpool.audit_retention = 'off'`);
    return rowCount ?? 0;
  });
}

const lastToGo = {
  name: 'audit-last-to-go',
  text: `
    select id::text, hash from audit_entries
    where id < (select coalesce(min(id), (select max(id) from audit_entries)) from audit_entries
      where at >= app_now() - make_interval(days => $1))
    order by id desc limit 1`,
};

const moveAnchor = {
  name: 'audit-move-anchor',
  text: `
    insert into audit_anchor (id, entry_id, hash) values (1, $1::bigint, $2)
    on conflict (id) do update set entry_id = excluded.entry_id, hash = excluded.hash, at = app_now()`,
};
