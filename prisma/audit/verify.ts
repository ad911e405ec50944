import { createHash } from 'node:crypto';
import type { Db } from '../client.ts';
import { run } from '../ledger/connection.ts';

export type AuditVerdict =
  /** `head`: number and hash of the newest entry, to be kept elsewhere; `removed`: entries that retention took */
  | { kind: 'whole'; entries: number; removed: number; head: { id: number; hash: string } }
  /** `id`: the first entry that is not as it was written, or that is missing */
  | { kind: 'broken'; id: number; why: 'altered' | 'missing' | 'unlinked' | 'head_missing' };

/** A newest entry as an earlier verification saw it: proves that nothing was cut off at the new end. */
export interface KnownHead {
  id: number;
  hash: string;
}

const pageRows = 5_000;
const page = {
  name: 'audit-page',
  text: `
    select id::int, prev_hash, hash, audit_text(audit_entries) as text
    from audit_entries where id > $1 order by id limit ${pageRows}`,
};
const anchor = { name: 'audit-anchor', text: `select entry_id::int as id, hash from audit_anchor` };

/** Computes every hash of the log again, from the anchor on. Reads page by page; writes nothing. */
export async function verifyAudit(db: Db, known?: KnownHead): Promise<AuditVerdict> {
  const [start] = await run<KnownHead>(db.pool, anchor, []);
  const removed = start?.id ?? 0;
  let head: KnownHead = start ?? { id: 0, hash: '' };
  let isKnownSeen = !known || known.id < removed;
  for (;;) {
    if (known && head.id === known.id) {
      if (head.hash !== known.hash) return { kind: 'broken', id: known.id, why: 'altered' };
      isKnownSeen = true;
    }
    const rows = await run<{ id: number; prev_hash: string; hash: string; text: string }>(db.pool, page, [
      head.id,
    ]);
    for (const row of rows) {
      if (row.id !== head.id + 1) return { kind: 'broken', id: head.id + 1, why: 'missing' };
      if (row.prev_hash !== head.hash) return { kind: 'broken', id: row.id, why: 'unlinked' };
      if (sha256(row.text) !== row.hash) return { kind: 'broken', id: row.id, why: 'altered' };
      head = { id: row.id, hash: row.hash };
      if (known?.id === row.id) {
        if (known.hash !== row.hash) return { kind: 'broken', id: row.id, why: 'altered' };
        isKnownSeen = true;
      }
    }
    if (rows.length < pageRows) break;
  }
  if (!isKnownSeen) return { kind: 'broken', id: known!.id, why: 'head_missing' };
  return { kind: 'whole', entries: head.id - removed, removed, head };
}

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
