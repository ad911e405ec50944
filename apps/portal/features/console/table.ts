import type { Permission } from '@rockpool/db/domain/roles';
import { readTable, type KeyedTableView, type TablePage } from '@rockpool/db/views/table';
import { db } from '../../db.ts';
import type { CsvColumn } from './csv.ts';
import { requireStaff } from './current-staff.ts';
import type { StaffMember } from './staff-session.ts';
import {
  readTableQuery,
  sliceOf,
  type Filters,
  type TableParams,
  type TableQuery,
  type TableShape,
} from './table-query.ts';

/** A table of the console whole: who may read it, what its address may ask for, where its rows come from, and its file. */
export interface ListedTable<Row, Sort extends string, F extends Filters> extends TableShape<Sort, F> {
  permission: Permission;
  view: KeyedTableView<Row, TableQuery<Sort, F>>;
  /** the same rows, answered at `<path>/export.csv` */
  file: { name: `${string}.csv`; columns: readonly CsvColumn<Row>[] };
}

/** Keeps the types of a table. */
export const listedTable = <Row, const Sort extends string, F extends Filters>(
  table: ListedTable<Row, Sort, F>,
) => table;

/** A table as its page shows it: what `ConsoleTable` is given. */
export interface OpenTable<Row, Sort extends string, F extends Filters> {
  shape: TableShape<Sort, F>;
  query: TableQuery<Sort, F>;
  page: TablePage<Row>;
  csv: `/console/${string}`;
}

/** For a table's page: who asks, as `requireStaff` lets them in, and the rows that the address asks for. */
export async function openTable<Row, Sort extends string, F extends Filters>(
  table: ListedTable<Row, Sort, F>,
  searchParams: Promise<TableParams>,
): Promise<{ staff: StaffMember; table: OpenTable<Row, Sort, F> }> {
  const staff = await requireStaff(table.permission);
  const query = readTableQuery(table, await searchParams);
  const page = await readTable(db(), table.view, query, sliceOf(query));
  return { staff, table: { shape: table, query, page, csv: `${table.path}/export.csv` } };
}
