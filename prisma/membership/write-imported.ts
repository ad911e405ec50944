import type { Db } from '../client.ts';
import { inTransaction, run, type Connection, type Statement } from '../ledger/connection.ts';
import type { MembershipRow } from './import.ts';

export interface ImportSummary {
  added: number;
  changed: number;
  unchanged: number;
}

/** What rows would do to what is stored; `absent`: imported numbers that they do not name. */
export interface ImportPreview extends ImportSummary {
  absent: number;
}

const compare: Statement = {
  name: 'membership-compare',
  text: `
    with given as (
      select * from unnest($1::text[], $2::text[], $3::timestamptz[]) as t(phone, tier, valid_until)
    )
    select
      (count(*) filter (where m.phone is null))::int as added,
      (count(*) filter (where m.phone is not null and (m.tier, m.valid_until) is not distinct from (g.tier, g.valid_until)))::int
        as unchanged,
      (count(*) filter (where m.phone is not null and (m.tier, m.valid_until) is distinct from (g.tier, g.valid_until)))::int
        as changed,
      (select count(*)::int from memberships) - (count(m.phone))::int as absent
    from given g left join memberships m using (phone)`,
};

const write: Statement = {
  name: 'membership-write',
  text: `
    insert into memberships (phone, tier, valid_until, source)
    select phone, tier, valid_until, 'import' from unnest($1::text[], $2::text[], $3::timestamptz[]) as t(phone, tier, valid_until)
    on conflict (phone) do update set
      tier = excluded.tier, valid_until = excluded.valid_until,
      source = excluded.source, checked_at = excluded.checked_at`,
};

const removeAbsent: Statement = {
  name: 'membership-remove-absent',
  text: `delete from memberships where phone <> all ($1::text[])`,
};

/** One import at a time, so that what was counted is what is written. Readers do not wait. */
const lockTable: Statement = {
  name: 'membership-lock',
  text: `lock table memberships in share row exclusive mode`,
};

const valuesOf = (rows: readonly MembershipRow[]) => [
  rows.map((row) => row.phone),
  rows.map((row) => row.tier),
  rows.map((row) => row.validUntil?.toISOString() ?? null),
];

/** Counts without writing. */
export async function compareRows(
  connection: Connection,
  rows: readonly MembershipRow[],
): Promise<ImportPreview> {
  const [counts] = await run<ImportPreview & Record<string, number>>(connection, compare, valuesOf(rows));
  return counts!;
}

export type ImportMode = 'merge' | 'replace';

/**
 * Writes rows over what was known of their numbers, inside a transaction. `replace` also removes every number that they do
 * not name; `merge` leaves those alone. Answers what was counted before.
 */
export async function writeRows(
  connection: Connection,
  rows: readonly MembershipRow[],
  mode: ImportMode,
): Promise<ImportPreview> {
  await run(connection, lockTable, []);
  const counts = await compareRows(connection, rows);
  await run(connection, write, valuesOf(rows));
  if (mode === 'replace') await run(connection, removeAbsent, [rows.map((row) => row.phone)]);
  return counts;
}

/** Writes rows as a whole or not at all; other numbers stay as they are. */
export const importMemberships = (db: Db, rows: readonly MembershipRow[]): Promise<ImportSummary> =>
  inTransaction(db, async (connection) => {
    const { added, changed, unchanged } = await writeRows(connection, rows, 'merge');
    return { added, changed, unchanged };
  });
