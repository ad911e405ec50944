import { createDb, type Db } from '@rockpool/db/client';
import { env } from './env.ts';
import { log } from './log.ts';

// on globalThis because Next loads a module once per bundle, and each of them would open a pool of its own
const shared = globalThis as typeof globalThis & { rockpoolDb?: Db };

/** The one pool of this process. Connects at the first query. */
export function db(): Db {
  return (shared.rockpoolDb ??= createDb(env().databaseUrl, {
    max: 20,
    onIdleError: (error) => log().warn({ err: error }, 'a database connection broke while idle'),
  }));
}
