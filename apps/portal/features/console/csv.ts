/** A table as a file for spreadsheets. */
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';

/** rows in one file; what lies behind is left out, which the page says */
export const csvRowsMax = 100_000;

export type CsvCell = string | number | boolean | Date | null;

export interface CsvColumn<Row> {
  head: string;
  cell: (row: Row) => CsvCell;
}

/**
 * Streams `rows` as UTF-8 with a byte order mark, by which Excel knows it. Cells that a spreadsheet would run as a
 * formula begin with an apostrophe. Instants are ISO texts in UTC.
 */
export function csvResponse<Row>(
  name: string,
  columns: readonly CsvColumn<Row>[],
  rows: AsyncIterable<Row>,
): Response {
  const lines = stringify({
    bom: true,
    header: true,
    columns: columns.map(({ head }, i) => ({ key: String(i), header: head })),
    record_delimiter: '\r\n',
    escape_formulas: true,
    cast: {
      date: (at) => at.toISOString(),
      boolean: (value) => (value ? 'yes' : 'no'),
    },
  });
  const cells = Readable.from(cellsOf(columns, rows));
  // a reader that leaves, and a query that fails, both end the other side
  cells.on('error', (error) => lines.destroy(error));
  lines.on('close', () => cells.destroy());
  return new Response(Readable.toWeb(cells.pipe(lines)) as ReadableStream, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}

async function* cellsOf<Row>(columns: readonly CsvColumn<Row>[], rows: AsyncIterable<Row>) {
  for await (const row of rows) yield columns.map(({ cell }) => cell(row));
}
