import type { Actor } from '../audit/write.ts';
import type { Db } from '../client.ts';
import {
  applyImport,
  previewImport,
  type ImportFile,
  type Preview,
  type Unreadable,
} from '../membership/preview-import.ts';
import type { ImportPreview } from '../membership/write-imported.ts';
import { operate, type Forbidden, type Operated } from './operate.ts';

export type ImportResult =
  | { kind: 'imported'; counts: ImportPreview; removed: number }
  /** rows are wrong; nothing was written */
  | { kind: 'refused'; preview: Preview }
  /** `replace` with a file without rows would take everybody's plan */
  | { kind: 'empty' }
  | Unreadable;

/**
 * Imports a file as a whole, as `previewImport` of membership/preview-import shows it before. The same file again changes
 * nothing. The log has the counts, not the numbers.
 */
export async function importMembershipFile(
  db: Db,
  actor: Actor,
  file: ImportFile & { name: string },
): Promise<ImportResult | Forbidden> {
  const preview = await previewImport(db, file);
  return operate(db, actor, 'memberships.import', async (connection): Promise<Operated<ImportResult>> => {
    if (preview.kind === 'unreadable') return { result: preview, audit: null };
    if (preview.errorsInAll > 0) return { result: { kind: 'refused', preview }, audit: null };
    if (preview.mode === 'replace' && preview.rows.length === 0)
      return { result: { kind: 'empty' }, audit: null };
    const counts = await applyImport(connection, preview);
    const removed = preview.mode === 'replace' ? counts.absent : 0;
    const { added, changed, unchanged } = counts;
    const isChange = added + changed + removed > 0;
    const after = { file: file.name.slice(0, 200), mode: preview.mode, added, changed, unchanged, removed };
    const audit = {
      action: 'membership.import',
      subject: { kind: 'membership', id: 'import' },
      after,
    } as const;
    return { result: { kind: 'imported', counts, removed }, audit: isChange ? audit : null };
  });
}
