/** Commands that take a while, and how they are ended from outside. */
import type { AbortReason } from './abort-reason.ts';

export type RunningCommands = ReturnType<typeof createRunningCommands>;

export function createRunningCommands() {
  const running = new Map<AbortController, string>();
  return {
    async run<T>(sessionKey: string, job: (signal: AbortSignal) => Promise<T>): Promise<T> {
      const controller = new AbortController();
      running.set(controller, sessionKey);
      try {
        return await job(controller.signal);
      } finally {
        running.delete(controller);
      }
    },
    /** false when the session has none */
    abort(sessionKey: string, reason: AbortReason): boolean {
      const own = [...running].filter(([, key]) => key === sessionKey);
      for (const [controller] of own) controller.abort(reason);
      return own.length > 0;
    },
    abortAll(): void {
      for (const controller of running.keys()) controller.abort('shutdown' satisfies AbortReason);
    },
  };
}
