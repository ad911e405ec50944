/** The audit log as the console reads it. */
import { z } from 'zod';
import type { Db } from '../client.ts';
import { binder, contains, type KeyedTableView } from './table.ts';

const Entry = z.object({
  id: z.coerce.number(),
  at: z.date(),
  actorKind: z.string(),
  actorId: z.string(),
  actorName: z.string(),
  action: z.string(),
  subjectKind: z.string(),
  subjectId: z.string(),
  address: z.string(),
  reason: z.string(),
});
export type AuditRow = z.output<typeof Entry>;

export interface AuditWish {
  sort: 'id';
  descending: boolean;
  filters: {
    /** part of the actor's name */
    actor?: string | undefined;
    /** an action, or the noun that it begins with */
    action?: string | undefined;
    /** id of the subject */
    subject?: string | undefined;
    /** days, both included, as `2026-03-10` in the console's zone */
    from?: string | undefined;
    to?: string | undefined;
    /** only entries with a smaller number */
    before?: number | undefined;
  };
}

const columns = `id, at, actor_kind as "actorKind", actor_id as "actorId", actor_name as "actorName", action,
  subject_kind as "subjectKind", subject_id as "subjectId", address, reason`;
const zone = 'Asia/Shanghai';

export const auditTable: KeyedTableView<AuditRow, AuditWish> = {
  row: Entry,
  key: 'id',
  select({ descending, filters }, { limit, offset }, only) {
    const { values, bind } = binder();
    const { actor, action, subject, from, to, before } = filters;
    const where = [
      actor && `actor_name ilike ${bind(contains(actor))}`,
      action && `action like ${bind(`${action.replace(/[\\%_]/g, '\\$&')}%`)}`,
      subject && `subject_id = ${bind(subject)}`,
      from && `at >= ${bind(from)}::date::timestamp at time zone '${zone}'`,
      to && `at < (${bind(to)}::date + 1)::timestamp at time zone '${zone}'`,
      before !== undefined && `id < ${bind(before)}`,
      only && `id = any(${bind(only)}::bigint[])`,
    ].filter(Boolean);
    return {
      text: `
        select ${columns}, count(*) over () as total from audit_entries
        ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
        order by id ${descending ? 'desc' : 'asc'} limit ${bind(limit)} offset ${bind(offset)}`,
      values,
    };
  },
};

export type AuditDetail = AuditRow & { before: unknown; after: unknown; prevHash: string; hash: string };

/** One entry with what changed and its place in the chain; null when there is none, or retention took it. */
export async function readAuditEntry(db: Db, id: number): Promise<AuditDetail | null> {
  if (!Number.isSafeInteger(id)) return null;
  const entry = await db.auditEntry.findUnique({ where: { id } });
  return entry && { ...entry, id: Number(entry.id) };
}
