import type { Role } from '../domain/roles.ts';
import { run, type Connection } from '../ledger/connection.ts';

/** Who does something, and from where. */
export interface Actor {
  kind: 'staff' | 'api_token' | 'user' | 'system';
  id: string;
  /** e-mail address, name of a token, phone number: as it is now, for the log */
  name: string;
  /** null for users and the system, who have no rights in the console */
  role: Role | null;
  /** of the request; empty for the system */
  address: string;
}

/** What the service does by itself. */
export const system: Actor = { kind: 'system', id: '', name: 'system', role: null, address: '' };

/** One entry of the audit log, without what the database adds. Never put a secret into `before` or `after`. */
export interface AuditDraft {
  /** `<noun>.<verb>`, e.g. `campaign.edit` */
  action: `${string}.${string}`;
  subject: { kind: string; id: string };
  /** the actor's own words; empty where none are asked for */
  reason?: string;
  /** the values that changed, only these; plain JSON */
  before?: unknown;
  after?: unknown;
}

const insert = {
  name: 'audit-write',
  text: `
    insert into audit_entries
      (actor_kind, actor_id, actor_name, address, action, subject_kind, subject_id, reason, before, after)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10::jsonb)`,
};

const valuesOf = (actor: Actor, { action, subject, reason = '', before, after }: AuditDraft) => [
  actor.kind,
  actor.id,
  actor.name,
  actor.address,
  action,
  subject.kind,
  subject.id,
  reason,
  before === undefined ? null : JSON.stringify(before),
  after === undefined ? null : JSON.stringify(after),
];

/**
 * Writes one entry in the transaction of what it tells of. Last of all in it: from here to the commit every other
 * audited change waits.
 */
export async function writeAudit(connection: Connection, actor: Actor, draft: AuditDraft): Promise<void> {
  await run(connection, insert, valuesOf(actor, draft));
}

const insertMany = {
  name: 'audit-write-many',
  text: `
    insert into audit_entries
      (actor_kind, actor_id, actor_name, address, action, subject_kind, subject_id, reason, before, after)
    select $1, $2, $3, $4, action, kind, id, reason, before, after
    from jsonb_to_recordset($5::jsonb) as d(place int, action text, kind text, id text, reason text, before jsonb, after jsonb)
    order by place`,
};

/** Many entries of one actor in their order, where one request changed many things. As `writeAudit`, last of all. */
export async function writeAudits(
  connection: Connection,
  actor: Actor,
  drafts: readonly AuditDraft[],
): Promise<void> {
  if (drafts.length === 0) return;
  const rows = drafts.map(({ action, subject, reason = '', before, after }, place) => {
    return { place, action, ...subject, reason, before, after };
  });
  await run(connection, insertMany, [actor.kind, actor.id, actor.name, actor.address, JSON.stringify(rows)]);
}
