import type { Tool, ToolResult } from '../agent/tool.ts';
import { textArgument } from './arguments.ts';
import { jobsOf, type Job, type Jobs } from './background-jobs.ts';

const parameters = {
  type: 'object',
  properties: { action: { type: 'string', enum: ['list', 'log', 'kill'] }, id: { type: 'string' } },
  required: ['action'],
};

/** @param now milliseconds, for how long a job runs */
export function processTool(jobs: Jobs, now: () => number): Tool {
  return {
    name: 'process',
    description: 'Watch background commands: list them, read the log of one, or kill it.',
    rare: true,
    parameters,
    async run(input, context): Promise<ToolResult> {
      const whose = jobsOf(context);
      const action = textArgument(input, 'action');
      if (action === 'list') {
        const lines = jobs.list(whose).map((job) => describe(job, now()));
        return { output: lines.join('\n') || 'No background commands.', ok: true };
      }
      if (action !== 'log' && action !== 'kill')
        return { output: '"action" must be list, log or kill.', ok: false };
      const job = jobs.find(whose, textArgument(input, 'id'));
      if (job === null) return { output: 'There is no such background command; list shows them.', ok: false };
      if (action === 'kill' && job.result === null) {
        job.end();
        await job.done;
      }
      return { output: `${describe(job, now())}\n${job.text() || '(no output yet)'}`, ok: true };
    },
  };
}

function describe({ id, command, startedAt, result }: Job, at: number): string {
  const state =
    result === null ? `running for ${Math.round((at - startedAt) / 1_000)} s` : result.ok ? 'done' : 'failed';
  return `${id} (${state}): ${command.slice(0, 120)}`;
}
