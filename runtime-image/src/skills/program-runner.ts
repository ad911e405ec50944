/** How skills come to run programs: as `exec` does, and only where it may. */
import type { ToolResult } from '../agent/tool.ts';
import type { Locale } from '../config/settings.ts';
import type { ShellCommand } from '../tools/run-shell.ts';

export type ProgramRunner = {
  /** the program that runs JavaScript, and the script that runs a skill in it */
  node: string;
  script: string;
  /** why programs cannot be run, empty texts when they can */
  refusal(): Record<Locale, string>;
  /** the harmless part of the gateway's environment, as `exec` gives it to programs */
  environment(workspace: string): Record<string, string>;
  run(command: ShellCommand): Promise<ToolResult>;
};
