/** Where computers are wished, read under their locks and written with the job that takes the wish over. */
import type pg from 'pg';
import type { MoveFacts } from '../domain/move.ts';

/** What is known of a computer's moves. Its row stays locked until the transaction ends; lock hosts before. */
export type Computer = MoveFacts & { id: string };

/** `to` null: wished nowhere else. */
export type MoveWrite = { id: string; to: string | null };

const columns = `id, phase, phase_reason as "phaseReason", removal_at as "removalAt", host, move_to as "moveTo",
  moved_from as "movedFrom", remains_on as "remainsOn"`;

export async function lockComputer(connection: pg.PoolClient, id: string): Promise<Computer | null> {
  const { rows } = await connection.query<Computer>(
    `select ${columns} from instances where id = $1 for no key update`,
    [id],
  );
  return rows[0] ?? null;
}

/** Those that live there or are wished there, the longest there first. */
export async function lockComputersOf(connection: pg.PoolClient, host: string): Promise<Computer[]> {
  const { rows } = await connection.query<Computer>(
    `select ${columns} from instances where (host = $1 or move_to = $1) and phase <> 'removed'
     order by created_at, id for no key update`,
    [host],
  );
  return rows;
}

/** Those that anything connects with it, removed ones too. */
export async function lockComputersAround(connection: pg.PoolClient, host: string): Promise<Computer[]> {
  const { rows } = await connection.query<Computer>(
    `select ${columns} from instances where host = $1 or move_to = $1 or moved_from = $1 or remains_on = $1
     order by created_at, id for no key update`,
    [host],
  );
  return rows;
}

export async function writeMoves(connection: pg.PoolClient, moves: readonly MoveWrite[]): Promise<void> {
  if (moves.length === 0) return;
  const ids = moves.map(({ id }) => id);
  await connection.query(
    `update instances i set move_to = w.host from unnest($1::uuid[], $2::text[]) w(id, host) where i.id = w.id`,
    [ids, moves.map(({ to }) => to)],
  );
  await connection.query(
    `select add_keyed_job('reconcile', json_build_object('instanceId', id), 'reconcile:' || id)
     from unnest($1::uuid[]) id`,
    [ids],
  );
}
