import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Logger, runMigrations } from 'graphile-worker';
import type pg from 'pg';
import { createPool } from './client.ts';
import { connectionProblem, DatabaseProblem, versionProblem } from './migrate-problem.ts';

const migrationsDir = path.join(import.meta.dirname, 'migrations');
/** The number of the advisory lock that Prisma's own engine takes while it migrates. */
const prismaLock = 72707369;

export interface Migration {
  name: string;
  sql: string;
  /** sha256 (hex) of the file, as Prisma keeps it */
  checksum: string;
}

/**
 * Brings the database to this version: the migrations of this folder, then graphile-worker's schema. Keeps Prisma's
 * own table, lock and checksums, so `prisma migrate status` agrees with the result. Safe to run from several
 * processes at once and again at every start.
 * @throws DatabaseProblem with one sentence for the operator
 */
export async function migrate(url: string, log: (line: string) => void = () => {}): Promise<void> {
  const pool = createPool(url, { max: 2 });
  try {
    const client = await pool.connect().catch((error: unknown) => {
      throw connectionProblem(url, error);
    });
    try {
      await checkServerVersion(client);
      await client.query('SELECT pg_advisory_lock($1)', [prismaLock]);
      for (const name of await applyPending(client, readMigrations())) log(`applied migration ${name}`);
      await runMigrations({ pgPool: pool, logger: new Logger(() => () => {}) });
    } finally {
      // ends the session, and with it the lock
      client.release(true);
    }
  } finally {
    await pool.end();
  }
}

async function checkServerVersion(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
  const problem = versionProblem(rows[0]?.server_version ?? '');
  if (problem) throw problem;
}

export function readMigrations(dir = migrationsDir): Migration[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => {
      const file = readFileSync(path.join(dir, entry.name, 'migration.sql'));
      const checksum = createHash('sha256').update(file).digest('hex');
      return { name: entry.name, sql: file.toString('utf8'), checksum };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Returns the names it applied. A migration and its record are one transaction: a kill leaves neither. */
async function applyPending(client: pg.PoolClient, migrations: Migration[]): Promise<string[]> {
  await client.query(`CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL,
    logs TEXT,
    rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`);
  const { rows } = await client.query<{ migration_name: string; checksum: string; finished_at: Date | null }>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  const known = new Map(rows.map((row) => [row.migration_name, row]));
  const applied: string[] = [];
  for (const migration of migrations) {
    const record = known.get(migration.name);
    if (record) checkRecord(migration, record);
    else {
      await apply(client, migration);
      applied.push(migration.name);
    }
  }
  return applied;
}

function checkRecord(migration: Migration, record: { checksum: string; finished_at: Date | null }): void {
  if (!record.finished_at)
    throw new DatabaseProblem(
      `Migration ${migration.name} failed before and was left unfinished: look at it with "prisma migrate status" and settle it with "prisma migrate resolve".`,
    );
  if (record.checksum !== migration.checksum)
    throw new DatabaseProblem(
      `Migration ${migration.name} was changed after it had been applied to this database: put its file back as it was and write the change as a new migration.`,
    );
}

async function apply(client: pg.PoolClient, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new DatabaseProblem(`Migration ${name} failed and was undone: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}
