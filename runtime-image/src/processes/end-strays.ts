/** Ends what a command left running, and what that starts meanwhile. */
import { setTimeout as delay } from 'node:timers/promises';
import { readProcesses, readVariable } from './process-table.ts';
import { findStrays, type StrayQuestion } from './strays.ts';

/** in the environment of everything that a command starts */
export const markName = 'ROCKPOOL_EXEC';

const deadlineMs = 5_000;
const pauseMs = 10;
const stopRounds = 20;

/** `ended`: process ids */
export type StraysEnded = { ended: Set<number>; left: number };

/**
 * Everybody is stopped before anybody is killed: of processes that start others, a killed one only makes room for the next, a stopped
 * one takes the room away.
 */
export async function endStrays(question: StrayQuestion): Promise<StraysEnded> {
  const ended = new Set<number>();
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    let strays = lookForStrays(question);
    if (strays.length === 0) return { ended, left: 0 };
    if (Date.now() > deadline) return { ended, left: strays.length };
    let stopped = 0;
    for (let round = 0; round < stopRounds && strays.length > stopped; round += 1) {
      stopped = strays.length;
      for (const pid of strays) signal(pid, 'SIGSTOP');
      strays = lookForStrays(question);
    }
    for (const pid of strays) if (signal(pid, 'SIGKILL')) ended.add(pid);
    await delay(pauseMs);
  }
}

/** What is left running now. */
export function lookForStrays(question: StrayQuestion): number[] {
  const { uid } = question.self;
  const processes = readProcesses().map((status) => ({
    ...status,
    mark: status.uid === uid ? readVariable(status.pid, markName) : null,
  }));
  return findStrays(processes, question);
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    // it is gone already
    return false;
  }
}
