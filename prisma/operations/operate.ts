import type pg from 'pg';
import { writeAudit, type Actor, type AuditDraft } from '../audit/write.ts';
import type { Db } from '../client.ts';
import { may, type Permission } from '../domain/roles.ts';
import { inTransaction } from '../ledger/connection.ts';

/** The actor's role may not do this; nothing was read or written. */
export interface Forbidden {
  kind: 'forbidden';
  permission: Permission;
}

/** What an operation did. `audit` null: nothing changed (a refusal, or the same request again). */
export interface Operated<T> {
  result: T;
  audit: AuditDraft | null;
}

/**
 * The frame of everything an operator does, from the console, the API or the command line: the right is checked, the
 * change and its audit entry are one transaction.
 */
export async function operate<T>(
  db: Db,
  actor: Actor,
  permission: Permission,
  work: (connection: pg.PoolClient) => Promise<Operated<T>>,
): Promise<T | Forbidden> {
  if (actor.kind !== 'system' && (!actor.role || !may(actor.role, permission)))
    return { kind: 'forbidden', permission };
  return inTransaction(db, async (connection) => {
    const { result, audit } = await work(connection);
    if (audit) await writeAudit(connection, actor, audit);
    return result;
  });
}
