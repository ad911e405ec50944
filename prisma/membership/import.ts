import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { endOfDay } from '../domain/calendar.ts';
import { parsePhone } from '../domain/phone.ts';
import { isTier, tiers, type Tier } from '../domain/plan.ts';

export interface MembershipRow {
  phone: string;
  tier: Tier;
  /** null = no end known */
  validUntil: Date | null;
}

export type RowProblem =
  | 'not_a_phone'
  /** a spreadsheet wrote the number as 1.38E+10: its last digits are lost, and the column must be text */
  | 'scientific_phone'
  | 'not_a_plan'
  | 'not_a_date'
  /** the number is on an earlier line already */
  | 'repeated';

export interface RowError {
  /** as an editor counts, the header being line 1 */
  line: number;
  column: Column;
  /** what stands there, cut to 60 characters */
  value: string;
  problem: RowProblem;
  message: string;
}

export interface ParsedFile {
  rows: MembershipRow[];
  errors: RowError[];
}

export type FileProblem = 'not_csv' | 'columns_missing' | 'too_large' | 'too_many_rows';

/** The file as a whole cannot be read as CSV with the columns `phone,tier,valid_until`. */
export class FileError extends Error {
  override name = 'FileError';
  readonly problem: FileProblem;
  constructor(problem: FileProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}

export const fileBytesMax = 16 * 1024 * 1024;
const rowsMax = 200_000;

const columnNames = ['phone', 'tier', 'valid_until'] as const;
export type Column = (typeof columnNames)[number];
type Cells = Record<Column, string>;

/** Headers as Chinese spreadsheets have them. */
const synonyms: Record<string, Column> = {
  手机号: 'phone',
  手机号码: 'phone',
  套餐: 'tier',
  有效期至: 'valid_until',
};

/**
 * Reads an operator's file. `valid_until` is a day of `zone`, included whole, an instant such as
 * 2026-04-01T12:00:00+08:00, or empty. A wrong row is an error of its own and does not spoil the others.
 * @throws FileError
 */
export function parseMembershipFile(text: string, zone: string): ParsedFile {
  const seen = new Map<string, number>();
  const result: ParsedFile = { rows: [], errors: [] };
  for (const { line, cells } of readCells(text)) {
    const row = parseRow(cells, zone);
    const before = 'problem' in row ? undefined : seen.get(row.phone);
    if ('problem' in row) result.errors.push({ line, ...row, value: row.value.slice(0, 60) });
    else if (before)
      result.errors.push({
        line,
        column: 'phone',
        value: row.phone,
        problem: 'repeated',
        message: `${row.phone} is on line ${before} already`,
      });
    else {
      seen.set(row.phone, line);
      result.rows.push(row);
    }
  }
  return result;
}

function readCells(text: string): { line: number; cells: Partial<Cells> }[] {
  if (Buffer.byteLength(text) > fileBytesMax)
    throw new FileError('too_large', `The file is larger than ${fileBytesMax / 1024 / 1024} MiB.`);
  let lines: { record: string[]; info: { lines: number } }[];
  try {
    lines = parse(text, {
      bom: true,
      trim: true,
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
      // one more than allowed, to tell
      to: rowsMax + 2,
    }) as unknown as typeof lines;
  } catch (error) {
    throw new FileError('not_csv', `This is not a CSV file: ${(error as Error).message}`);
  }
  const header = lines.shift()?.record.map((name) => synonyms[name] ?? name.toLowerCase()) ?? [];
  const missing = columnNames.filter((name) => !header.includes(name));
  if (missing.length > 0)
    throw new FileError(
      'columns_missing',
      `The first line must name the columns ${columnNames.join(',')}; missing: ${missing.join(', ')}.`,
    );
  if (lines.length > rowsMax)
    throw new FileError('too_many_rows', `The file has more than ${rowsMax} rows: split it.`);
  return lines.map(({ record, info }) => ({
    line: info.lines,
    cells: Object.fromEntries(header.map((name, i) => [name, record[i]])),
  }));
}

/** The row, or what is wrong with it. */
function parseRow(
  { phone = '', tier = '', valid_until = '' }: Partial<Cells>,
  zone: string,
): MembershipRow | Omit<RowError, 'line'> {
  const wrong = (column: Column, value: string, problem: RowProblem, what: string) => ({
    column,
    value,
    problem,
    message: `"${value}" ${what}`,
  });
  if (/^\d(\.\d+)?e\+?\d+$/i.test(phone))
    return wrong(
      'phone',
      phone,
      'scientific_phone',
      'was shortened by a spreadsheet: make the column text and enter the numbers again',
    );
  // a table saved in the console has an apostrophe there, so that no spreadsheet computes with the number
  const number = parsePhone(phone.replace(/^'(?=\+)/, ''));
  if (number.kind === 'invalid') return wrong('phone', phone, 'not_a_phone', 'is not a mobile number');
  const plan = tier.toLowerCase();
  if (!isTier(plan)) return wrong('tier', tier, 'not_a_plan', `is not a plan: ${tiers.join(', ')}`);
  const validUntil = parseEnd(valid_until, zone);
  if (validUntil === undefined)
    return wrong(
      'valid_until',
      valid_until,
      'not_a_date',
      'is neither a day (2026-04-01) nor an instant with its zone',
    );
  return { phone: number.e164, tier: plan, validUntil };
}

function parseEnd(text: string, zone: string): Date | null | undefined {
  if (!text) return null;
  if (z.iso.date().safeParse(text).success) return endOfDay(text, zone);
  return z.iso.datetime({ offset: true }).safeParse(text).success ? new Date(text) : undefined;
}
