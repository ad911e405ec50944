import type pg from 'pg';
import type { InstanceStatus } from './record.ts';
import { createBatch } from '../batch.ts';

const columns = [
  ['phase', 'phase', 'text'],
  ['phase_reason', 'phaseReason', 'text'],
  ['phase_detail', 'phaseDetail', 'text'],
  ['phase_since', 'phaseSince', 'timestamptz'],
  ['failures', 'failures', 'int'],
  ['retry_at', 'retryAt', 'timestamptz'],
  ['spec_version_seen', 'specVersionSeen', 'int'],
  ['restarts_seen', 'restartsSeen', 'int'],
  ['handle', 'handle', 'text'],
  ['endpoint', 'endpoint', 'text'],
  ['config_hash', 'configHash', 'text'],
  ['ready_at', 'readyAt', 'timestamptz'],
  ['verified_at', 'verifiedAt', 'timestamptz'],
  ['last_activity_at', 'lastActivityAt', 'timestamptz'],
  ['channel_status', 'channelStatus', 'jsonb'],
  ['disk_state', 'diskState', 'text'],
  ['observed_at', 'observedAt', 'timestamptz'],
] as const satisfies readonly (readonly [string, keyof InstanceStatus, string])[];

/** `locking`: which rows it waits for. Parameter: rows as JSON. */
const update = (name: string, locking: string) => ({
  name,
  text: `
    with wanted as (
      select * from jsonb_to_recordset($1::jsonb)
        as w(id uuid, ${columns.map(([, key, type]) => `"${key}" ${type}`).join(', ')})
    ), row as (
      select i.id from instances i join wanted using (id) for no key update of i ${locking}
    )
    update instances i set ${columns.map(([column, key]) => `${column} = wanted."${key}"`).join(', ')}
    from wanted join row using (id) where i.id = wanted.id
    returning i.id`,
});
const whatIsFree = update('status-of-what-is-free', 'skip locked');
const one = update('status-of-one', '');

const batchMax = 100;

/**
 * Writes the status of instances, many in one statement when many are written at a time: a commit that notifies waits for every
 * other such commit. A row that somebody else holds is written alone, so that it keeps none of the others waiting.
 */
export function createStatusWriter(pool: pg.Pool): (status: InstanceStatus) => Promise<void> {
  const write = async (statement: typeof one, rows: readonly InstanceStatus[]) =>
    (await pool.query<{ id: string }>({ ...statement, values: [JSON.stringify(rows)] })).rows;
  const together = createBatch(async (rows: InstanceStatus[]) => {
    const written = new Set((await write(whatIsFree, rows)).map(({ id }) => id));
    return rows.map(({ id }) => written.has(id));
  }, batchMax);
  return async (status) => {
    if (!(await together(status))) await write(one, [status]);
  };
}
