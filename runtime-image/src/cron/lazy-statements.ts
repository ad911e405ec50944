import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Statements that are prepared when they are first used: most instances have no scheduled task. */
export function lazyStatements(sqlite: DatabaseSync): (sql: string) => () => StatementSync {
  return (sql) => {
    let prepared: StatementSync | null = null;
    return () => (prepared ??= sqlite.prepare(sql));
  };
}
