/** Reading a table of the console: one query gives a page of it and how many rows there are in all. */
import type pg from 'pg';
import { core } from 'zod';
import type { Db } from '../client.ts';

export interface Slice {
  limit: number;
  offset: number;
}

export interface Query {
  text: string;
  values: unknown[];
}

/** A table: the query of one slice of it, in a stable order, and the shape of its rows. Column `total` is added to each row. */
export interface TableView<Row, Wish> {
  row: core.$ZodType<Row>;
  select(wish: Wish, slice: Slice): Query;
}

/** A table whose rows have a name of their own, so that a file of it can be read piece by piece. */
export interface KeyedTableView<Row, Wish> extends TableView<Row, Wish> {
  /** the column that no two rows share */
  key: keyof Row & string;
  /** `only`: of the rows that match, those with these keys */
  select(wish: Wish, slice: Slice, only?: readonly string[]): Query;
}

export interface TablePage<Row> {
  rows: Row[];
  /** rows that match, on all pages */
  total: number;
  /** of the first row; 0 when the wished page lay behind the end */
  offset: number;
}

export async function readTable<Row, Wish>(
  db: Db,
  view: TableView<Row, Wish>,
  wish: Wish,
  slice: Slice,
): Promise<TablePage<Row>> {
  const { text, values } = view.select(wish, slice);
  const { rows } = await db.pool.query<pg.QueryResultRow>(text, values);
  if (rows.length === 0 && slice.offset > 0) return readTable(db, view, wish, { ...slice, offset: 0 });
  return {
    rows: rows.map((row) => core.parse(view.row, row)),
    total: Number(rows[0]?.total ?? 0),
    offset: slice.offset,
  };
}

/**
 * The rows of a table one by one, `max` at most, in the order they had at the start. Which rows is decided then, once;
 * each is told as it is when its piece of `pieceRows` is read, and left out when it is gone by then or matches no
 * more. So none comes twice, and no connection is held while whoever reads takes their time.
 */
export async function* streamTable<Row, Wish>(
  db: Db,
  view: KeyedTableView<Row, Wish>,
  wish: Wish,
  max: number,
  pieceRows = 500,
): AsyncGenerator<Row, void, void> {
  const all = view.select(wish, { limit: max, offset: 0 });
  const matching = await db.pool.query<{ key: string }>(
    `select ${view.key}::text as key from (${all.text}) as matching`,
    all.values,
  );
  for (let from = 0; from < matching.rows.length; from += pieceRows) {
    const keys = matching.rows.slice(from, from + pieceRows).map(({ key }) => key);
    const { text, values } = view.select(wish, { limit: keys.length, offset: 0 }, keys);
    const { rows } = await db.pool.query<pg.QueryResultRow>(text, values);
    const byKey = new Map(rows.map((row) => [String(row[view.key]), row]));
    for (const key of keys) {
      const row = byKey.get(key);
      if (row) yield core.parse(view.row, row);
    }
  }
}

/** Collects the values of a query: `bind(x)` is the placeholder that stands for x. */
export function binder() {
  const values: unknown[] = [];
  return { values, bind: (value: unknown) => `$${values.push(value)}` };
}

/** For `like`: the text itself, wherever it stands. */
export const contains = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
