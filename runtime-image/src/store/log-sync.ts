import { closeSync, fdatasync, fsyncSync, openSync } from 'node:fs';
import path from 'node:path';

export type LogSync = {
  /** Resolves when all that was committed before the call is on disk. Calls made meanwhile share one sync. */
  synced(): Promise<void>;
  close(): void;
};

/**
 * Syncs the write-ahead log from outside, on a thread of the pool. A checkpoint in between does no harm: SQLite syncs what it moves
 * into the database itself.
 */
export function createLogSync(file: string): LogSync {
  const folder = openSync(path.dirname(file), 'r');
  fsyncSync(folder);
  closeSync(folder);
  const log = openSync(`${file}-wal`, 'r');
  let current: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const sync = (): Promise<void> =>
    new Promise((resolve, reject) => fdatasync(log, (error) => (error === null ? resolve() : reject(error))));
  const begin = (): Promise<void> => {
    const running = sync().finally(() => {
      if (current === running) current = null;
    });
    current = running;
    return running;
  };
  return {
    synced() {
      // one that runs already may have begun before the caller's commit
      if (current === null) return begin();
      next ??= current
        .catch(() => undefined)
        .then(() => {
          next = null;
          return begin();
        });
      return next;
    },
    close: () => closeSync(log),
  };
}
