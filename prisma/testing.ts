import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { closeDb, createDb, type Db } from './client.ts';

export interface TestDatabase {
  url: string;
  db: Db;
  /** closes `db` and removes the database, whoever is still connected */
  drop(): Promise<void>;
}

/**
 * A database of one's own, cloned from the migrated template that `TEST_DATABASE_URL` names
 * (infra/local/vitest-database.ts). One per test file: create in `beforeAll`, drop in `afterAll`.
 */
export async function createTestDatabase({ max = 10 }: { max?: number } = {}): Promise<TestDatabase> {
  const templateUrl = process.env.TEST_DATABASE_URL;
  if (!templateUrl) throw new Error('TEST_DATABASE_URL is not set: run the tests with vitest from the root.');
  const template = databaseOf(templateUrl);
  const name = `test_${randomBytes(8).toString('hex')}`;
  await onServer(templateUrl, `create database ${name} template "${template}"`);
  const url = withDatabase(templateUrl, name);
  const db = createDb(url, { max });
  return {
    url,
    db,
    async drop() {
      await closeDb(db);
      await onServer(templateUrl, `drop database if exists ${name} with (force)`);
    },
  };
}

const databaseOf = (url: string) => decodeURIComponent(new URL(url).pathname.slice(1));

function withDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.toString();
}

/** Runs one statement in the maintenance database: a template in use cannot be cloned. */
async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(url, 'postgres') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
