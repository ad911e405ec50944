import type { Db } from '../client.ts';
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

export interface RowError {
  /** as an editor counts, the header being line 1 */
  line: number;
  message: string;
}

export interface ParsedFile {
  rows: MembershipRow[];
  errors: RowError[];
}

/** The file as a whole cannot be read as CSV with the columns `phone,tier,valid_until`. */
export class FileError extends Error {
  override name = 'FileError';
}

const COLUMNS = ['phone', 'tier', 'valid_until'] as const;
type Cells = Record<(typeof COLUMNS)[number], string>;

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
    const before = typeof row === 'string' ? undefined : seen.get(row.phone);
    if (typeof row === 'string') result.errors.push({ line, message: row });
    else if (before) result.errors.push({ line, message: `${row.phone} is on line ${before} already` });
    else {
      seen.set(row.phone, line);
      result.rows.push(row);
    }
  }
  return result;
}

function readCells(text: string): { line: number; cells: Partial<Cells> }[] {
  let lines: { record: string[]; info: { lines: number } }[];
  try {
    lines = parse(text, {
      bom: true,
      trim: true,
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
    }) as unknown as typeof lines;
  } catch (error) {
    throw new FileError(`This is not a CSV file: ${(error as Error).message}`);
  }
  const header = lines.shift()?.record.map((name) => name.toLowerCase()) ?? [];
  const missing = COLUMNS.filter((name) => !header.includes(name));
  if (missing.length > 0)
    throw new FileError(
      `The first line must name the columns ${COLUMNS.join(',')}; missing: ${missing.join(', ')}.`,
    );
  return lines.map(({ record, info }) => ({
    line: info.lines,
    cells: Object.fromEntries(header.map((name, i) => [name, record[i]])),
  }));
}

/** The row, or what is wrong with it. */
function parseRow(
  { phone = '', tier = '', valid_until = '' }: Partial<Cells>,
  zone: string,
): MembershipRow | string {
  const number = parsePhone(phone);
  if (number.kind === 'invalid') return `"${phone}" is not a mobile number`;
  const plan = tier.toLowerCase();
  if (!isTier(plan)) return `"${tier}" is not a plan: ${tiers.join(', ')}`;
  const validUntil = parseEnd(valid_until, zone);
  if (validUntil === undefined)
    return `"${valid_until}" is neither a day (2026-04-01) nor an instant with its zone`;
  return { phone: number.e164, tier: plan, validUntil };
}

function parseEnd(text: string, zone: string): Date | null | undefined {
  if (!text) return null;
  if (z.iso.date().safeParse(text).success) return endOfDay(text, zone);
  return z.iso.datetime({ offset: true }).safeParse(text).success ? new Date(text) : undefined;
}

export interface ImportSummary {
  added: number;
  changed: number;
  unchanged: number;
}

const CHUNK_ROWS = 1_000;

/** Writes rows over what was known of their numbers; other numbers stay as they are. */
export async function importMemberships(db: Db, rows: MembershipRow[]): Promise<ImportSummary> {
  const summary: ImportSummary = { added: 0, changed: 0, unchanged: 0 };
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    const chunk = rows.slice(start, start + CHUNK_ROWS);
    const outcomes = await db.$queryRaw<{ outcome: keyof ImportSummary; count: number }[]>`
      with given as (
        select * from unnest(
          ${chunk.map((row) => row.phone)}::text[],
          ${chunk.map((row) => row.tier)}::text[],
          ${chunk.map((row) => row.validUntil?.toISOString() ?? null)}::timestamptz[]
        ) as t(phone, tier, valid_until)
      ), outcome as (
        select case
          when m.phone is null then 'added'
          when (m.tier, m.valid_until) is not distinct from (g.tier, g.valid_until) then 'unchanged'
          else 'changed'
        end as outcome
        from given g left join memberships m using (phone)
      ), written as (
        insert into memberships (phone, tier, valid_until, source)
        select phone, tier, valid_until, 'import' from given
        on conflict (phone) do update set
          tier = excluded.tier, valid_until = excluded.valid_until,
          source = excluded.source, checked_at = excluded.checked_at
      )
      select outcome, count(*)::int as count from outcome group by outcome`;
    for (const { outcome, count } of outcomes) summary[outcome] += count;
  }
  return summary;
}
