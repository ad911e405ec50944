/**
 * The last lines of an instance for an operator. The portal never calls the provisioner: it writes a wish with a job, the
 * provisioner answers into the same row, which lasts ten minutes.
 */
import type { Actor } from '../audit/write.ts';
import type { Db } from '../client.ts';
import { operate, type Forbidden, type Operated } from './operate.ts';
import type { NotFound } from './users.ts';

/** how long a wish is answered again and its answer kept */
export const logsLastMinutes = 10;

export interface LogsView {
  /** null: the provisioner has not answered yet */
  answeredAt: Date | null;
  /** oldest first, without secrets */
  lines: string[];
  /** why there are none, for people; empty when there is nothing to say */
  problem: string;
  /** ms since it was wished for, by the machine's clock */
  waitedMs: number;
}

/** Begins to show the lines; one entry in the log for each beginning. */
export function openLogs(
  db: Db,
  actor: Actor,
  { instanceId }: { instanceId: string },
): Promise<{ kind: 'opened' } | NotFound | Forbidden> {
  return operate(
    db,
    actor,
    'instances.logs',
    async (connection): Promise<Operated<{ kind: 'opened' } | NotFound>> => {
      const { rowCount } = await connection.query(
        `insert into instance_logs (instance_id) select id from instances where id = $1
         on conflict (instance_id) do update set wanted_at = now(), answered_at = null, lines = '{}', problem = ''`,
        [instanceId],
      );
      if (rowCount === 0) return { result: { kind: 'not_found' }, audit: null };
      await connection.query(addJob, [instanceId]);
      return {
        result: { kind: 'opened' },
        audit: { action: 'instance.logs', subject: { kind: 'instance', id: instanceId } },
      };
    },
  );
}

const addJob = `
  select add_keyed_job('read-logs', json_build_object('instanceId', $1::uuid), 'read-logs:' || $1::uuid)`;

/** What there is now, and a wish for newer lines when these are old; null when nobody opened them or that is long ago. */
export async function followLogs(db: Db, instanceId: string): Promise<LogsView | null> {
  const { rows } = await db.pool.query<LogsView & { old: boolean }>(
    `select answered_at as "answeredAt", lines, problem,
       (extract(epoch from now() - wanted_at) * 1000)::float8 as "waitedMs",
       coalesce(answered_at < now() - interval '2 seconds', false) as old
     from instance_logs
     where instance_id = $1 and wanted_at > now() - make_interval(mins => $2)`,
    [instanceId, logsLastMinutes],
  );
  if (!rows[0]) return null;
  const { old, ...view } = rows[0];
  if (old) await db.pool.query(addJob, [instanceId]);
  return view;
}
