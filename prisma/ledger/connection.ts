import type pg from 'pg';
import type { Db } from '../client.ts';

/** A statement with a name, prepared once per connection: its plan is made once, not at every call. */
export interface Statement {
  name: string;
  text: string;
}

/** Where ledger statements run: the pool (each its own transaction) or one connection inside a transaction. */
export type Connection = Pick<pg.Pool | pg.PoolClient, 'query'>;

export async function run<Row extends pg.QueryResultRow>(
  connection: Connection,
  { name, text }: Statement,
  values: unknown[],
): Promise<Row[]> {
  const { rows } = await connection.query<Row>({ name, text, values });
  return rows;
}

/** Commits when `work` returns, undoes everything when it throws. */
export async function inTransaction<T>(db: Db, work: (connection: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await db.pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => (broken = failure));
    throw error;
  } finally {
    client.release(broken);
  }
}
