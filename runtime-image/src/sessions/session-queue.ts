/** One job per session at a time, in order; at most `limit()` jobs in all. */
export type SessionQueue = {
  /** Runs `job` when its turn comes. `job` must not reject. */
  add(session: string, job: () => Promise<void>): void;
  running(): number;
  /** No job starts any more; those under way go on. */
  close(): void;
  /** Resolves when nothing runs. */
  idle(): Promise<void>;
};

export function createSessionQueue(limit: () => number): SessionQueue {
  const waiting = new Map<string, (() => Promise<void>)[]>();
  const busy = new Set<string>();
  let closed = false;
  let idleWaiters: (() => void)[] = [];

  const startNext = (): void => {
    if (closed) return;
    for (const [session, jobs] of waiting) {
      if (busy.size >= limit()) return;
      if (busy.has(session)) continue;
      const job = jobs.shift();
      if (jobs.length === 0) waiting.delete(session);
      if (job !== undefined) run(session, job);
    }
  };
  const run = (session: string, job: () => Promise<void>): void => {
    busy.add(session);
    void job().finally(() => {
      busy.delete(session);
      // a session that has more to do goes to the end of the line, so that a busy chat starves nobody
      const rest = waiting.get(session);
      if (rest !== undefined) {
        waiting.delete(session);
        waiting.set(session, rest);
      }
      startNext();
      if (busy.size === 0) {
        for (const resolve of idleWaiters) resolve();
        idleWaiters = [];
      }
    });
  };
  return {
    add(session, job) {
      const jobs = waiting.get(session);
      if (jobs === undefined) waiting.set(session, [job]);
      else jobs.push(job);
      startNext();
    },
    running: () => busy.size,
    close() {
      closed = true;
    },
    idle: () => (busy.size === 0 ? Promise.resolve() : new Promise((resolve) => idleWaiters.push(resolve))),
  };
}
