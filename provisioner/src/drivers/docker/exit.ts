import type { Exit } from '../driver.ts';
import { outOfMemory, restartExitCode } from '../process/exit.ts';
import { cpuShares } from './container-spec.ts';
import type { Container } from './engine-answer.ts';

/** The first process of the container ends with 128 + the signal that ended the program. */
const signals: Record<number, string> = {
  130: 'SIGINT',
  133: 'SIGTRAP',
  134: 'SIGABRT',
  137: 'SIGKILL',
  143: 'SIGTERM',
};
const killing = ['SIGKILL', 'SIGTERM', 'SIGINT'];

/** What the engine writes down when it finds, after its own crash, that a program has gone. */
const goneUnseen = 255;

/** Names why the program of a stopped container ended; null when it never ran. */
export function nameExit(container: Container, lastLines: readonly string[]): Exit | null {
  if (container.startedAt === 0) return null;
  const { exitCode } = container;
  const signal = signals[exitCode] ?? null;
  const exit = (reason: Exit['reason']): Exit =>
    exitCode === goneUnseen
      ? { reason, code: null, signal: null }
      : { reason, code: signal === null ? exitCode : null, signal };
  if (container.cpuShares === cpuShares.askedToEnd || exitCode === restartExitCode) return exit('asked');
  // The engine's flag may speak of a command of the agent; the program itself was ended by it only when it was killed.
  if (container.outOfMemory && signal === 'SIGKILL') return exit('oom');
  if (exitCode !== 0 && lastLines.some((line) => outOfMemory.test(line))) return exit('oom');
  if (exitCode === goneUnseen) return exit('unknown');
  return exit(signal !== null && killing.includes(signal) ? 'killed' : 'crashed');
}
