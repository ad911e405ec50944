/** Lanes are limited each by itself, so that a turn of one may wait for a turn of the other. */
export type Lane = 'main' | 'subagents';

/** One job per session at a time, in order; at most `limit(lane)` jobs of a lane in all. */
export type SessionQueue = {
  /** Runs `job` when its turn comes. `job` must not reject. */
  add(session: string, job: () => Promise<void>, lane?: Lane): void;
  running(): number;
  /** No job starts any more; those under way go on. */
  close(): void;
  /** Resolves when nothing runs. */
  idle(): Promise<void>;
};

type Jobs = Map<string, (() => Promise<void>)[]>;

export function createSessionQueue(limit: (lane: Lane) => number): SessionQueue {
  const waiting: Record<Lane, Jobs> = { main: new Map(), subagents: new Map() };
  const running: Record<Lane, number> = { main: 0, subagents: 0 };
  const busy = new Set<string>();
  let closed = false;
  let idleWaiters: (() => void)[] = [];

  const startNext = (lane: Lane): void => {
    if (closed) return;
    for (const [session, jobs] of waiting[lane]) {
      if (running[lane] >= limit(lane)) return;
      if (busy.has(session)) continue;
      const job = jobs.shift();
      if (jobs.length === 0) waiting[lane].delete(session);
      if (job !== undefined) run(session, job, lane);
    }
  };
  const run = (session: string, job: () => Promise<void>, lane: Lane): void => {
    busy.add(session);
    running[lane] += 1;
    void job().finally(() => {
      busy.delete(session);
      running[lane] -= 1;
      // a session that has more to do goes to the end of the line, so that a busy chat starves nobody
      const rest = waiting[lane].get(session);
      if (rest !== undefined) {
        waiting[lane].delete(session);
        waiting[lane].set(session, rest);
      }
      startNext('main');
      startNext('subagents');
      if (busy.size === 0) {
        for (const resolve of idleWaiters) resolve();
        idleWaiters = [];
      }
    });
  };
  return {
    add(session, job, lane = 'main') {
      const jobs = waiting[lane].get(session);
      if (jobs === undefined) waiting[lane].set(session, [job]);
      else jobs.push(job);
      startNext(lane);
    },
    running: () => busy.size,
    close() {
      closed = true;
    },
    idle: () => (busy.size === 0 ? Promise.resolve() : new Promise((resolve) => idleWaiters.push(resolve))),
  };
}
