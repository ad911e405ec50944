import type { Database } from '../store/database.ts';
import type { ExecAllowance } from './shell-words.ts';

const allowancesMax = 200;

export type ExecAllowed = ReturnType<typeof createExecAllowed>;

/** What agents may run without asking, each its own list. */
export function createExecAllowed(database: Database, now: () => number) {
  const { sqlite } = database;
  const list = sqlite.prepare(`SELECT kind, pattern FROM exec_allowed WHERE agent = ? ORDER BY at, pattern`);
  const count = sqlite.prepare(`SELECT count(*) AS n FROM exec_allowed WHERE agent = ?`);
  const add = sqlite.prepare(`INSERT OR IGNORE INTO exec_allowed VALUES (?, ?, ?, ?)`);
  const remove = sqlite.prepare(`DELETE FROM exec_allowed WHERE agent = ? AND pattern = ?`);
  return {
    list: (agent: string): ExecAllowance[] => list.all(agent) as ExecAllowance[],
    /** False when the list is full. */
    add(agent: string, { kind, pattern }: ExecAllowance): boolean {
      return database.transaction(() => {
        if ((count.get(agent) as { n: number }).n >= allowancesMax) return false;
        add.run(agent, kind, pattern, now());
        return true;
      });
    },
    /** False when there was no such entry. */
    remove: (agent: string, pattern: string): boolean =>
      database.transaction(() => Number(remove.run(agent, pattern).changes) > 0),
  };
}
