/**
 * One change at a time per instance, across all processes of this machine. SQLite's write lock on an empty database is a
 * kernel lock with a queue-free wait: it ends with its process, however that ends, so there is no stale lock to judge.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';

const sqliteBusy = 5;

/** Waits for the lock, however long another holds it, runs, and frees it. The lock file stays. */
export async function withLock<T>(locksDir: string, id: string, run: () => Promise<T>): Promise<T> {
  await mkdir(locksDir, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(locksDir, id), { timeout: 0 });
  try {
    while (!tryLock(database)) await delay(10);
    return await run();
  } finally {
    database.close();
  }
}

function tryLock(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN IMMEDIATE');
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === sqliteBusy) return false;
    throw error;
  }
}
