import type { FileProblem, RowError } from '@rockpool/db/membership/import';
import type { ImportPreview } from '@rockpool/db/membership/write-imported';

/** bytes of one file */
export const importBytesMax = 5 * 1024 * 1024;

/** What the import's route answers: to a preview, and to the import itself. */
export type ImportAnswer =
  | { kind: 'preview'; rows: number; counts: ImportPreview; errors: RowError[]; errorsInAll: number }
  | { kind: 'imported'; counts: ImportPreview; removed: number }
  | { kind: 'unreadable'; problem: FileProblem }
  /** `replace` with a file that names nobody */
  | { kind: 'empty' }
  | { kind: 'forbidden' }
  | { kind: 'too_large' };
