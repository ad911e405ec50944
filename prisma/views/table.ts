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

const fetchRows = 500;

/**
 * The rows of a table one by one, `max` at most, as of one instant. Holds a connection until it is read to the end or
 * left.
 */
export async function* streamTable<Row, Wish>(
  db: Db,
  view: TableView<Row, Wish>,
  wish: Wish,
  max: number,
): AsyncGenerator<Row, void, void> {
  const client = await db.pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin read only');
    const { text, values } = view.select(wish, { limit: max, offset: 0 });
    await client.query(`declare rows no scroll cursor for ${text}`, values);
    for (;;) {
      const { rows } = await client.query<pg.QueryResultRow>(`fetch ${fetchRows} from rows`);
      for (const row of rows) yield core.parse(view.row, row);
      if (rows.length < fetchRows) break;
    }
  } finally {
    await client.query('rollback').catch((error: Error) => (broken = error));
    client.release(broken);
  }
}

/** Collects the values of a query: `bind(x)` is the placeholder that stands for x. */
export function binder() {
  const values: unknown[] = [];
  return { values, bind: (value: unknown) => `$${values.push(value)}` };
}

/** For `like`: the text itself, wherever it stands. */
export const contains = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
