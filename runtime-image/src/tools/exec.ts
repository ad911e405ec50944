import { statSync } from 'node:fs';
import path from 'node:path';
import type { Tool, ToolContext } from '../agent/tool.ts';
import { numberArgument, textArgument } from './arguments.ts';
import { programEnvironment } from './program-environment.ts';
import { runShell, type Shells } from './run-shell.ts';

/**
 * @param environment of the gateway; only harmless names of it reach the program
 * @param more variables for the programs of one turn, such as the keys of its skills
 */
export function execTool(
  timeoutMsMax: number,
  environment: Readonly<Record<string, string | undefined>>,
  shells: Shells,
  more: (context: ToolContext) => Record<string, string> = () => ({}),
): Tool {
  return {
    name: 'exec',
    description: 'Run a shell command in the workspace; gives its output and exit code.',
    parameters: {
      type: 'object',
      properties: { command: { type: 'string' }, timeoutSeconds: { type: 'number' } },
      required: ['command'],
    },
    async run(input, context) {
      const { workspace, signal } = context;
      const command = textArgument(input, 'command');
      const secondsMax = timeoutMsMax / 1_000;
      const seconds = numberArgument(input, 'timeoutSeconds', secondsMax, 1, secondsMax);
      const given = { ...programEnvironment(environment, workspace), ...more(context) };
      const timeoutMs = Math.min(seconds * 1_000, timeoutMsMax);
      // a workspace that was moved away can be put back from where it was
      const cwd = statSync(workspace, { throwIfNoEntry: false })?.isDirectory()
        ? workspace
        : path.dirname(workspace);
      return runShell(shells, { command, cwd, environment: given, timeoutMs, signal });
    },
  };
}
