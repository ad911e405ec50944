import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { Prisma, PrismaClient } from './generated/client.ts';

/** The database as the services see it: Prisma, and below it the pool that both share. */
export type Db = PrismaClient & { readonly pool: pg.Pool };

/** Inside `db.$transaction(async (tx) => …)`. */
export type Tx = Prisma.TransactionClient;

export interface DbOptions {
  /** connections at most; default 10 */
  max?: number;
  /** told of connections that break while idle; the pool replaces them by itself */
  onIdleError?: ((error: Error) => void) | undefined;
  /** false: a commit waits for no disk, and the last moment's may be lost with the database's machine. Never for a ledger. */
  durable?: boolean;
}

/**
 * Opens lazily: the first query connects. End it with `closeDb(db)`.
 * @throws nothing; an unreachable server is an error of the first query
 */
export function createDb(url: string, { max = 10, onIdleError }: DbOptions = {}): Db {
  const pool = createPool(url, { max, onIdleError });
  const client = new PrismaClient({ adapter: new PrismaPg(pool) });
  return Object.assign(client, { pool });
}

export async function closeDb(db: Db): Promise<void> {
  await db.$disconnect();
  await db.pool.end();
}

/** A plain pool, e.g. for graphile-worker or for `LISTEN rockpool`. */
export function createPool(url: string, { max = 10, onIdleError, durable = true }: DbOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 10_000,
    ...(!durable && {
      onConnect: async (client: pg.ClientBase) => void (await client.query('set synchronous_commit to off')),
    }),
  });
  // without listeners a connection that breaks while nobody waits for it ends the process
  pool.on('error', (error) => onIdleError?.(error));
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

export { Prisma };
