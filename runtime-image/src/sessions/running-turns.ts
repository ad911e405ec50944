/** What each session is busy with, and how it is ended from outside. */
import type { InboundMessage } from '../channels/channel.ts';
import type { AbortReason } from './abort-reason.ts';

export type Work = {
  /** whose turn it is; null: nobody's, or one that takes nobody's words */
  voice: InboundMessage | null;
  /** may be left undone when the process ends, as the next start does it again if it is still needed */
  canWait?: true;
};

type Running = Work & { controller: AbortController; since: number };

export type RunningTurns = {
  /** One piece of work at a time in a session. */
  run<T>(sessionKey: string, work: Work, job: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** null: the session is idle. @property since ms since epoch */
  find(sessionKey: string): { voice: InboundMessage | null; since: number } | null;
  /** false when the session is idle */
  abort(sessionKey: string, reason: AbortReason): boolean;
  abortAll(which: 'all' | 'what_can_wait'): void;
};

export function createRunningTurns(now: () => number): RunningTurns {
  const running = new Map<string, Running>();
  return {
    async run(sessionKey, work, job) {
      const own: Running = { ...work, controller: new AbortController(), since: now() };
      running.set(sessionKey, own);
      try {
        return await job(own.controller.signal);
      } finally {
        if (running.get(sessionKey) === own) running.delete(sessionKey);
      }
    },
    find: (sessionKey) => running.get(sessionKey) ?? null,
    abort(sessionKey, reason) {
      const found = running.get(sessionKey);
      found?.controller.abort(reason);
      return found !== undefined;
    },
    abortAll(which) {
      for (const { controller, canWait } of running.values())
        if (which === 'all' || canWait === true) controller.abort('shutdown' satisfies AbortReason);
    },
  };
}
