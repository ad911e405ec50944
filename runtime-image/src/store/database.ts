/**
 * One SQLite file per instance. WAL with `synchronous = NORMAL`: a killed process loses nothing, a power cut the last moments.
 * What must outlive a power cut too, a message that is about to be acknowledged, waits for `synced()`. Syncing inside of each
 * commit (`FULL`) would give the same and stop the whole program for its time: 0.3 ms at the median, 4 ms at the 99th percentile.
 */
import { DatabaseSync } from 'node:sqlite';
import { createGroupCommit, type GroupCommit } from './group-commit.ts';
import { createLogSync } from './log-sync.ts';
import { migrate } from './migrations.ts';

export type Database = GroupCommit & {
  sqlite: DatabaseSync;
  /** Resolves when all that was written before the call is committed and on disk, so that no power cut can take it. */
  synced(): Promise<void>;
  close(): void;
};

/** @param file path of the database; its folder must exist. Throws when the file is not ours or from a newer version. */
export function openDatabase(file: string): Database {
  const sqlite = new DatabaseSync(file);
  sqlite.exec(`
    PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -1000;
    PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 2000; PRAGMA journal_size_limit = 16777216;
  `);
  // the agent's programs can write this file: what they put into its schema must not be able to do more than the schema of ours
  sqlite.enableDefensive(true);
  sqlite.exec('PRAGMA trusted_schema = OFF');
  migrate(sqlite);
  const log = createLogSync(file);
  const commits = createGroupCommit(sqlite);
  let group: { committed: Promise<void>; synced: Promise<void> } | null = null;
  return {
    ...commits,
    sqlite,
    synced() {
      const committed = commits.pending();
      if (committed === null) return log.synced();
      if (group?.committed !== committed) group = { committed, synced: committed.then(() => log.synced()) };
      return group.synced;
    },
    close() {
      commits.commit();
      sqlite.close();
      log.close();
    },
  };
}
