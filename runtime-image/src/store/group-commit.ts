/**
 * Commits of one connection, shared: what is written in one round of the event loop, by however many messages, becomes one
 * transaction. A commit costs more than the writes in it, and messages that come together wait for the same disk anyway.
 *
 * Whoever lets something out of the process, a request, an answer, an event, first waits for `committed()`: until then a kill
 * would undo the write, and the world would know what the store does not.
 */
import type { DatabaseSync } from 'node:sqlite';

export type GroupCommit = {
  /** Runs `work` and commits it, and all that waits, before it returns. An exception undoes `work` alone. */
  transaction<T>(work: () => T): T;
  /** Runs `work` now and commits it with the rest of this round. An exception undoes `work` alone. */
  grouped<T>(work: () => T): T;
  /** As `grouped`, for work that writes with one statement only: SQLite undoes one that fails by itself, so no mark is set before it. */
  groupedOne<T>(statement: () => T): T;
  /** Resolves when everything written so far is committed; rejects when the commit failed and undid it. */
  committed(): Promise<void>;
  /** As `committed`; null when nothing waits. */
  pending(): Promise<void> | null;
  /** Commits what waits. Throws as SQLite does; those who wait for `committed()` hear of it too. */
  commit(): void;
  /** Called after something was undone: what was remembered of the writes is wrong then. */
  onRollback(listener: () => void): void;
};

type Group = { done: PromiseWithResolvers<void>; timer: NodeJS.Immediate };

const nothingWaits = Promise.resolve();

export function createGroupCommit(sqlite: DatabaseSync): GroupCommit {
  const begin = sqlite.prepare('BEGIN IMMEDIATE');
  const commitAll = sqlite.prepare('COMMIT');
  const rollbackAll = sqlite.prepare('ROLLBACK');
  const mark = sqlite.prepare('SAVEPOINT work');
  const release = sqlite.prepare('RELEASE work');
  const rollback = sqlite.prepare('ROLLBACK TO work');
  const listeners: (() => void)[] = [];
  let group: Group | null = null;
  let isInside = false;

  const close = (end: (done: PromiseWithResolvers<void>) => void): void => {
    if (group === null) return;
    clearImmediate(group.timer);
    const { done } = group;
    group = null;
    end(done);
  };
  const open = (): void => {
    begin.run();
    const done = Promise.withResolvers<void>();
    // a failure is for those who wait; often nobody does
    done.promise.catch(() => undefined);
    group = { done, timer: setImmediate(commitQuietly) };
  };
  const commit = (): void => {
    if (group === null) return;
    try {
      commitAll.run();
    } catch (error) {
      if (sqlite.isTransaction) rollbackAll.run();
      close((done) => done.reject(error));
      for (const listener of listeners) listener();
      throw error;
    }
    close((done) => done.resolve());
  };
  const commitQuietly = (): void => {
    try {
      commit();
    } catch {
      // told to all who wait
    }
  };
  const undo = (isFirst: boolean, isMarked: boolean, error: unknown): void => {
    // a full disk makes SQLite roll back everything by itself
    if (!sqlite.isTransaction) close((done) => done.reject(error));
    else if (isFirst) {
      rollbackAll.run();
      close((done) => done.resolve());
    } else if (isMarked) {
      rollback.run();
      release.run();
    }
    for (const listener of listeners) listener();
  };
  const within = <T>(work: () => T, isOneStatement: boolean): T => {
    if (isInside) return work();
    const isFirst = group === null;
    const isMarked = !isFirst && !isOneStatement;
    if (isFirst) open();
    if (isMarked) mark.run();
    isInside = true;
    try {
      const result = work();
      if (isMarked) release.run();
      return result;
    } catch (error) {
      undo(isFirst, isMarked, error);
      throw error;
    } finally {
      isInside = false;
    }
  };
  const grouped = <T>(work: () => T): T => within(work, false);

  return {
    grouped,
    groupedOne: (statement) => within(statement, true),
    transaction(work) {
      if (isInside) return work();
      const result = grouped(work);
      commit();
      return result;
    },
    committed: () => group?.done.promise ?? nothingWaits,
    pending: () => group?.done.promise ?? null,
    commit,
    onRollback: (listener) => void listeners.push(listener),
  };
}
