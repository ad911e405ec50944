/** What operators do to one instance: wishes that its provisioner takes over. */
import type pg from 'pg';
import type { Actor, AuditDraft } from '../audit/write.ts';
import type { Db } from '../client.ts';
import type { Phase, PhaseReason } from '../domain/instance.ts';
import type { Permission } from '../domain/roles.ts';
import { operate, type Forbidden, type Operated } from './operate.ts';
import type { NotFound } from './users.ts';

/** Why nothing was done, each with the fact that decides it. */
export type InstanceRefusal =
  /** it is stopped: `phase` says by what */
  | { reason: 'not_running'; phase: Phase }
  | { reason: 'removed'; phaseReason: PhaseReason }
  /** nothing failed, so there is nothing to recover from */
  | { reason: 'not_failed'; phase: Phase }
  | { reason: 'phone_differs' };

export type InstanceAnswer =
  /** `again`: it was so already, nothing was changed */
  { kind: 'done'; again: boolean } | { kind: 'refused'; refusal: InstanceRefusal } | NotFound;

export interface InstanceRequest {
  instanceId: string;
  /** for the log */
  reason: string;
}

interface Row {
  id: string;
  phone: string;
  /** its account was not deleted */
  owned: boolean;
  phase: Phase;
  phase_reason: PhaseReason;
  failures: number;
  restarts: number;
  restarts_seen: number;
  suspended_at: Date | null;
  removal_at: Date | null;
}

/** What a wish changes: SQL assignments, and the values before and after for the log. */
interface Change {
  set: string;
  before: unknown;
  after: unknown;
}

const again: InstanceAnswer = { kind: 'done', again: true };
const refuse = (refusal: InstanceRefusal): InstanceAnswer => ({ kind: 'refused', refusal });
const isChange = (decided: InstanceAnswer | Change): decided is Change => 'set' in decided;

/**
 * Starts the gateway anew. `seenRestarts`: how many restarts the page showed, so that a double click restarts once; absent,
 * a restart that is under way is enough.
 */
export const restartInstance = (
  db: Db,
  actor: Actor,
  request: InstanceRequest & { seenRestarts?: number | undefined },
) =>
  wish(db, actor, 'instances.act', 'instance.restart', request, (row) => {
    if (row.phase === 'removed') return refuse({ reason: 'removed', phaseReason: row.phase_reason });
    if (row.phase === 'expired' || row.phase === 'suspended')
      return refuse({ reason: 'not_running', phase: row.phase });
    const isAgain =
      row.restarts > row.restarts_seen || row.restarts !== (request.seenRestarts ?? row.restarts);
    return isAgain ? again : restarted(row);
  });

const restarted = (row: Row): Change => ({
  set: 'restarts = restarts + 1',
  before: { restarts: row.restarts },
  after: { restarts: row.restarts + 1 },
});

/**
 * Tries one that failed again at once, without the rest of its pause; one that was removed on wish begins anew, but not one
 * that went with its account.
 */
export const recoverInstance = (db: Db, actor: Actor, request: InstanceRequest) =>
  wish(db, actor, 'instances.act', 'instance.recover', request, (row) => {
    if (row.removal_at && !row.owned) return refuse({ reason: 'removed', phaseReason: row.phase_reason });
    if (row.removal_at)
      return {
        set: 'removal_at = null, spec_version = spec_version + 1',
        before: { removalAt: row.removal_at },
        after: { removalAt: null },
      };
    if (row.phase === 'removed') return refuse({ reason: 'removed', phaseReason: row.phase_reason });
    if (row.phase !== 'failed' && row.failures === 0)
      return refuse({ reason: 'not_failed', phase: row.phase });
    // a wish of now, which the provisioner takes before any pause
    const { set } = restarted(row);
    const before = { phase: row.phase, phaseReason: row.phase_reason, failures: row.failures };
    return row.restarts > row.restarts_seen
      ? again
      : { set: `${set}, failures = 0, retry_at = null`, before, after: { failures: 0 } };
  });

/** Stops it and keeps everything; its days run on. */
export const suspendInstance = (db: Db, actor: Actor, request: InstanceRequest) =>
  wish(db, actor, 'users.suspend', 'instance.suspend', request, (row) => {
    if (row.phase === 'removed') return refuse({ reason: 'removed', phaseReason: row.phase_reason });
    return row.suspended_at
      ? again
      : {
          set: 'suspended_at = app_now(), spec_version = spec_version + 1',
          before: { suspended: false },
          after: { suspended: true },
        };
  });

export const resumeInstance = (db: Db, actor: Actor, request: InstanceRequest) =>
  wish(db, actor, 'users.suspend', 'instance.resume', request, (row) =>
    row.suspended_at
      ? {
          set: 'suspended_at = null, spec_version = spec_version + 1',
          before: { suspended: true },
          after: { suspended: false },
        }
      : again,
  );

/**
 * Removes it with all its data. `phone` is typed by whoever does it and must be the owner's. A payment, a claim or a grant
 * before it is done cancels it.
 */
export const removeInstance = (db: Db, actor: Actor, request: InstanceRequest & { phone: string }) =>
  wish(db, actor, 'instances.remove', 'instance.remove', request, (row) => {
    if (row.phase === 'removed') return refuse({ reason: 'removed', phaseReason: row.phase_reason });
    if (digits(row.phone) !== digits(request.phone) && digits(row.phone) !== `86${digits(request.phone)}`)
      return refuse({ reason: 'phone_differs' });
    return row.removal_at
      ? again
      : {
          set: 'removal_at = app_now(), spec_version = spec_version + 1',
          before: { phase: row.phase },
          after: { phase: 'removed' },
        };
  });

const digits = (phone: string) => phone.replace(/\D/g, '');

function wish(
  db: Db,
  actor: Actor,
  permission: Permission,
  action: AuditDraft['action'],
  { instanceId, reason }: InstanceRequest,
  decide: (row: Row) => InstanceAnswer | Change,
): Promise<InstanceAnswer | Forbidden> {
  return operate(db, actor, permission, async (connection): Promise<Operated<InstanceAnswer>> => {
    const row = await lockInstance(connection, instanceId);
    const decided = row ? decide(row) : ({ kind: 'not_found' } as const);
    if (!isChange(decided)) return { result: decided, audit: null };
    const { set, before, after } = decided;
    await connection.query(`update instances set ${set} where id = $1`, [instanceId]);
    await connection.query(
      `select add_keyed_job('reconcile', json_build_object('instanceId', $1::uuid), 'reconcile:' || $1)`,
      [instanceId],
    );
    return {
      result: { kind: 'done', again: false },
      audit: { action, subject: { kind: 'instance', id: instanceId }, reason, before, after },
    };
  });
}

async function lockInstance(connection: pg.PoolClient, id: string): Promise<Row | undefined> {
  await connection.query('select from instances where id = $1 for no key update', [id]);
  // a second statement: the first one's snapshot is older than the lock
  const { rows } = await connection.query<Row>(
    `select i.id, u.phone, u.deleted_at is null as owned, i.phase, i.phase_reason, i.failures, i.restarts, i.restarts_seen,
       i.suspended_at, i.removal_at
     from instances i join users u on u.id = i.user_id where i.id = $1`,
    [id],
  );
  return rows[0];
}
