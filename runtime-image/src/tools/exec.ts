import { statSync } from 'node:fs';
import path from 'node:path';
import type { Tool, ToolContext, ToolResult } from '../agent/tool.ts';
import { numberArgument, textArgument } from './arguments.ts';
import { jobsOf, type Job, type Jobs } from './background-jobs.ts';
import { programEnvironment } from './program-environment.ts';
import { runShell, type Shells } from './run-shell.ts';

const backgroundMsMax = 3_600_000;
/** long enough to see a command that fails at once */
const firstLookMs = 500;

const parameters = {
  type: 'object',
  properties: {
    command: { type: 'string' },
    timeoutSeconds: { type: 'number' },
    background: { type: 'boolean', description: 'go on while you do other things' },
    yieldSeconds: { type: 'number', description: 'so after this time' },
  },
  required: ['command'],
};

/**
 * @param environment of the gateway; only harmless names of it reach the program
 * @param more variables for the programs of one turn, such as the keys of its skills
 * @param jobs where commands go on in the background; without it there is no background
 */
export function execTool(
  timeoutMsMax: number,
  environment: Readonly<Record<string, string | undefined>>,
  shells: Shells,
  more: (context: ToolContext) => Record<string, string> = () => ({}),
  jobs: Jobs | null = null,
): Tool {
  return {
    name: 'exec',
    description: 'Run a shell command in the workspace; gives its output and exit code.',
    parameters,
    async run(input, context) {
      const { workspace, signal } = context;
      const command = textArgument(input, 'command');
      const mayGoOn = input.background === true || input.yieldSeconds !== undefined;
      const inBackground = jobs !== null && mayGoOn;
      const secondsMax = (inBackground ? backgroundMsMax : timeoutMsMax) / 1_000;
      const timeoutMs = numberArgument(input, 'timeoutSeconds', secondsMax, 1, secondsMax) * 1_000;
      const given = { ...programEnvironment(environment, workspace), ...more(context) };
      // a workspace that was moved away can be put back from where it was
      const cwd = statSync(workspace, { throwIfNoEntry: false })?.isDirectory()
        ? workspace
        : path.dirname(workspace);
      const wanted = { command, cwd, environment: given, timeoutMs };
      if (!inBackground) return runShell(shells, { ...wanted, signal });
      const job = jobs.start(jobsOf(context), command, (stop, output) =>
        runShell(shells, { ...wanted, signal: stop, output }),
      );
      if (job === null)
        return { output: 'Too many commands run in the background; kill one by process first.', ok: false };
      const lookMs =
        input.background === true ? firstLookMs : numberArgument(input, 'yieldSeconds', 10, 0, 600) * 1_000;
      return lookAt(job, jobs, Math.max(lookMs, firstLookMs), signal);
    },
  };
}

/** The result of a command that is over by then, else its id. */
async function lookAt(job: Job, jobs: Jobs, lookMs: number, signal: AbortSignal): Promise<ToolResult> {
  const pause = Promise.withResolvers<null>();
  const timer = setTimeout(() => pause.resolve(null), lookMs);
  const stopped = (): void => {
    job.end();
    pause.resolve(null);
  };
  signal.addEventListener('abort', stopped, { once: true });
  const result = await Promise.race([job.done, pause.promise]);
  clearTimeout(timer);
  signal.removeEventListener('abort', stopped);
  if (result !== null) {
    jobs.forget(job.id);
    return result;
  }
  const output = `Runs in the background as ${job.id}; the tool process shows its log and kills it.`;
  const text = job.text();
  return { output: [output, text].filter(Boolean).join('\n'), ok: true, job: { id: job.id, text } };
}
