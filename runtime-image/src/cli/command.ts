/** What one command of `rockpool-gateway` is, types only. */
import type { Bilingual } from '../commands/command.ts';
import type { Process } from '../program.ts';

export type CliCommand = {
  /** the first word, or the first two */
  name: string;
  /** each way in which it goes on behind the name, empty for none */
  usage: readonly string[];
  summary: Bilingual;
  /** Loaded when it is used. Resolves with the exit code; throws `CliError` for what the caller did wrong. */
  load(): Promise<(args: string[], program: Process) => Promise<number>>;
};

/** Said on standard error as one line; `code` 2 for a wrong call, 1 for what did not work. */
export class CliError extends Error {
  readonly code: 1 | 2;
  constructor(message: string, code: 1 | 2 = 1) {
    super(message);
    this.code = code;
  }
}
