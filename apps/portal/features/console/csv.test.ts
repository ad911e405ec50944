import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { csvResponse } from './csv.ts';

async function* rowsOf<Row>(...rows: Row[]) {
  await Promise.resolve();
  yield* rows;
}

const columns = [{ head: 'Value', cell: (row: { value: string | number | Date | null }) => row.value }];
const textOf = async (...values: (string | number | Date | null)[]) =>
  Buffer.from(
    await csvResponse('x.csv', columns, rowsOf(...values.map((value) => ({ value })))).arrayBuffer(),
  ).toString();

test('a file begins with the mark by which a spreadsheet knows its letters', async () => {
  expect(await textOf('龙虾')).toBe('\uFEFFValue\r\n龙虾\r\n');
});

test.each(['=1+1', '+86139', '-2', '@SUM(A1)', '\t=1', '\r=1', '＝1'])(
  'the text %j is never run as a formula',
  async (value) => {
    const [, [cell]] = parse(await textOf(value), { bom: true }) as [string[], [string]];
    expect(cell).toBe(`'${value}`);
  },
);

test('numbers, instants, quotes, line ends and nothing come back as they were', async () => {
  const at = new Date('2026-03-01T00:00:00Z');
  const text = await textOf(-3, at, 'a "b", c\nd', null);
  expect(parse(text, { bom: true, skip_empty_lines: false }).slice(1)).toEqual([
    ['-3'],
    [at.toISOString()],
    ['a "b", c\nd'],
    [''],
  ]);
});

test('it is told as a file and kept by no cache, whatever its name', () => {
  const { headers } = csvResponse('a"\r\nb.csv', columns, rowsOf());
  expect(headers.get('content-disposition')).toBe('attachment; filename="a___b.csv"');
  expect(headers.get('cache-control')).toBe('no-store');
});

test('who stops reading ends the reading of rows', async () => {
  let ended = false;
  async function* endless() {
    try {
      for (;;) {
        await Promise.resolve();
        yield { value: 'x'.repeat(1_000) };
      }
    } finally {
      ended = true;
    }
  }
  const reader = csvResponse('x.csv', columns, endless()).body!.getReader();
  await reader.read();
  await reader.cancel();
  await expect.poll(() => ended).toBe(true);
});

test('a query that fails in the middle breaks the file off instead of ending it', async () => {
  async function* failing() {
    await Promise.resolve();
    yield { value: 'one' };
    throw new Error('the database is gone');
  }
  await expect(csvResponse('x.csv', columns, failing()).text()).rejects.toThrow();
});
