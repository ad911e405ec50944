/** Commands that go on while their turn does not wait for them: kept in memory, and ended with the gateway. */
import type { ToolContext, ToolResult } from '../agent/tool.ts';
import { CappedOutput } from './capped-output.ts';

/**
 * Who sees a job: every turn of the agent that has the owner's rights, of others only those of the same conversation. What the owner's
 * programs print is not for who talks to the agent elsewhere.
 */
export function jobsOf(turn: Pick<ToolContext, 'agentId' | 'sessionKey' | 'byOwner' | 'message'>): string {
  return turn.byOwner && turn.message.chat.kind === 'direct' ? turn.agentId : turn.sessionKey;
}

const runningMax = 8;
const endedMax = 20;
const endedCharsMax = 16_000;

export type Job = {
  id: string;
  /** see `jobsOf` */
  whose: string;
  command: string;
  startedAt: number;
  /** null while it runs */
  result: ToolResult | null;
  done: Promise<ToolResult>;
  /** what it wrote so far */
  text(): string;
  end(): void;
};

export type RunCommand = (signal: AbortSignal, output: CappedOutput) => Promise<ToolResult>;

export type Jobs = ReturnType<typeof createJobs>;

/** @param now milliseconds */
export function createJobs(now: () => number) {
  const jobs = new Map<string, Job>();
  let count = 0;
  const running = (): Job[] => [...jobs.values()].filter(({ result }) => result === null);

  return {
    /** Null when too many run already. */
    start(whose: string, command: string, run: RunCommand): Job | null {
      if (running().length >= runningMax) return null;
      count += 1;
      const stop = new AbortController();
      const output = new CappedOutput();
      const job: Job = {
        id: `job${count}`,
        whose,
        command,
        startedAt: now(),
        result: null,
        done: run(stop.signal, output).catch((error: Error) => ({ output: error.message, ok: false })),
        text: () => output.text(),
        end: () => stop.abort(new Error('stopped')),
      };
      jobs.set(job.id, job);
      void job.done.then(({ output: whole, ok }) => {
        const text = whole.slice(-endedCharsMax);
        job.result = { output: text, ok };
        job.text = () => text;
        const ended = [...jobs.values()].filter(({ result }) => result !== null);
        for (const old of ended.slice(0, -endedMax)) jobs.delete(old.id);
      });
      return job;
    },
    /** oldest first */
    list: (whose: string): Job[] => [...jobs.values()].filter((job) => job.whose === whose),
    find: (whose: string, id: string): Job | null => {
      const job = jobs.get(id);
      return job?.whose === whose ? job : null;
    },
    /** Of a job whose result was given already. */
    forget: (id: string): void => void jobs.delete(id),
    /** Resolves when all have ended. */
    async stop(): Promise<void> {
      const left = running();
      for (const job of left) job.end();
      await Promise.all(left.map(({ done }) => done));
    },
  };
}
