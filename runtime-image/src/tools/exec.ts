import { statSync } from 'node:fs';
import path from 'node:path';
import type { Tool } from '../agent/tool.ts';
import { numberArgument, textArgument } from './arguments.ts';
import { runShell, type Shells } from './run-shell.ts';

/** The gateway's own environment may hold secrets: a program gets only what it needs to run. */
const passedOn = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TERM', 'USER', 'TMPDIR'];

/** @param environment of the gateway; only harmless names of it reach the program */
export function execTool(
  timeoutMsMax: number,
  environment: Readonly<Record<string, string | undefined>>,
  shells: Shells,
): Tool {
  return {
    name: 'exec',
    description: 'Run a shell command in the workspace; gives its output and exit code.',
    parameters: {
      type: 'object',
      properties: { command: { type: 'string' }, timeoutSeconds: { type: 'number' } },
      required: ['command'],
    },
    async run(input, { workspace, signal }) {
      const command = textArgument(input, 'command');
      const secondsMax = timeoutMsMax / 1_000;
      const seconds = numberArgument(input, 'timeoutSeconds', secondsMax, 1, secondsMax);
      const given: Record<string, string> = { HOME: workspace };
      for (const name of passedOn) if (environment[name] !== undefined) given[name] = environment[name];
      const timeoutMs = Math.min(seconds * 1_000, timeoutMsMax);
      // a workspace that was moved away can be put back from where it was
      const cwd = statSync(workspace, { throwIfNoEntry: false })?.isDirectory()
        ? workspace
        : path.dirname(workspace);
      return runShell(shells, { command, cwd, environment: given, timeoutMs, signal });
    },
  };
}
