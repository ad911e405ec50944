import type { Db } from '../client.ts';
import {
  FileError,
  parseMembershipFile,
  type FileProblem,
  type MembershipRow,
  type RowError,
} from './import.ts';
import { compareRows, writeRows, type ImportMode, type ImportPreview } from './write-imported.ts';
import type { Connection } from '../ledger/connection.ts';

/** A file of an operator. */
export interface ImportFile {
  csv: string;
  /** days in it are days of this zone; default Asia/Shanghai */
  zone?: string | undefined;
  /** `replace` removes the numbers that the file does not name; default `merge` */
  mode?: ImportMode | undefined;
}

export interface Preview {
  kind: 'preview';
  rows: readonly MembershipRow[];
  mode: ImportMode;
  counts: ImportPreview;
  /** a file with any of these is not applied; the first `errorsShownMax` of them */
  errors: RowError[];
  errorsInAll: number;
}

export interface Unreadable {
  kind: 'unreadable';
  problem: FileProblem;
  message: string;
}

const errorsShownMax = 200;

/** What a file would do, without writing anything. */
export async function previewImport(db: Db, file: ImportFile): Promise<Preview | Unreadable> {
  const { csv, zone = 'Asia/Shanghai', mode = 'merge' } = file;
  try {
    const { rows, errors } = parseMembershipFile(csv, zone);
    const counts = await compareRows(db.pool, rows);
    const shown = errors.slice(0, errorsShownMax);
    return { kind: 'preview', rows, mode, counts, errors: shown, errorsInAll: errors.length };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return { kind: 'unreadable', problem: error.problem, message: error.message };
  }
}

/** Writes what was previewed, inside a transaction. Throws for a preview with errors: nothing is ever applied by halves. */
export async function applyImport(connection: Connection, preview: Preview): Promise<ImportPreview> {
  if (preview.errorsInAll > 0) throw new RangeError('a file with wrong rows is not applied');
  return writeRows(connection, preview.rows, preview.mode);
}
