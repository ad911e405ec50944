import fs from 'node:fs';
import path from 'node:path';
import { closeDb, createDb } from '@rockpool/db/client';
import { appNow } from '@rockpool/db/clock';
import { migrate } from '@rockpool/db/migrate';
import { DatabaseProblem } from '@rockpool/db/migrate-problem';
import { seedDemo } from '@rockpool/db/seed';
import { databasePlace } from './database-place.ts';
import { Failure } from './failure.ts';
import { startPostgres } from './postgres.ts';

export interface Database {
  url: string;
  /** one line for people */
  what: string;
  /** true when it ran before and goes on for others */
  wasRunning: boolean;
  /** Ends the embedded server; does nothing to a database of one's own. */
  stop(): Promise<void>;
}

/** The embedded server on the state folder's data, or the operator's own database when `externalUrl` is given. */
export async function openDatabase(
  stateDir: string,
  port: number,
  password: string,
  externalUrl: string | undefined,
): Promise<Database> {
  if (externalUrl) {
    const { host, pathname } = new URL(externalUrl);
    return {
      url: externalUrl,
      what: `database ${pathname.slice(1)} on ${host} (DATABASE_URL)`,
      wasRunning: true,
      stop: async () => {},
    };
  }
  const { dataDir, moved } = databasePlace(stateDir);
  fs.mkdirSync(path.dirname(dataDir), { recursive: true, mode: 0o755 });
  const server = await startPostgres({ dataDir, port, password });
  await server.createDatabase('rockpool');
  const place = moved ? `, data in ${dataDir} because its user cannot enter ${stateDir}` : '';
  return {
    url: server.url('rockpool'),
    what: `embedded PostgreSQL on port ${server.port}${server.adopted ? ', found running' : ''}${place}`,
    wasRunning: server.adopted,
    stop: () => server.stop(),
  };
}

/** Computers that were made and not removed: each has files with whatever ran it. */
export async function countComputers(url: string): Promise<number> {
  const db = createDb(url, { max: 1 });
  try {
    return await db.instance.count({ where: { handle: { not: null }, phase: { not: 'removed' } } });
  } finally {
    await closeDb(db);
  }
}

/** Brings the tables to this version and makes the demo campaign when it is not there. */
export async function prepareDatabase(url: string, say: (line: string) => void): Promise<void> {
  try {
    await migrate(url, say);
  } catch (error) {
    if (error instanceof DatabaseProblem) throw new Failure(error.message);
    throw error;
  }
  const db = createDb(url, { max: 2 });
  try {
    await seedDemo(db, await appNow(db));
  } finally {
    await closeDb(db);
  }
}
