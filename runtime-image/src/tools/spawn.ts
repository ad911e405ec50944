import type { Tool } from '../agent/tool.ts';
import type { SubagentDesk } from '../subagents/desk.ts';
import { reportText } from '../subagents/channel.ts';
import { spawnRefusals } from '../subagents/limits.ts';
import { ArgumentError, textArgument } from './arguments.ts';

/** where nobody could be told later */
const waitAlways: ReadonlySet<string> = new Set(['api', 'cron', 'report']);

export function spawnTool(desk: SubagentDesk): Tool {
  return {
    name: 'spawn',
    rare: true,
    description:
      'Give a self-contained task to a subagent with a session of its own. Its report comes as a message when it has ended; with wait it is the result.',
    parameters: {
      type: 'object',
      properties: {
        task: { type: 'string' },
        label: { type: 'string' },
        agent: { type: 'string' },
        wait: { type: 'boolean' },
      },
      required: ['task'],
    },
    async run(input, context) {
      const optional = (name: string): string => (input[name] === undefined ? '' : textArgument(input, name));
      const wish = {
        task: textArgument(input, 'task'),
        label: optional('label'),
        agentId: optional('agent') || null,
        session: null,
      };
      if (input.wait !== undefined && typeof input.wait !== 'boolean')
        throw new ArgumentError('"wait" must be true or false.');
      const waits = input.wait === true || waitAlways.has(context.message.channel);
      return startAndTell(desk, wish, waits, context);
    },
  };
}

/** Starts a run and answers with its id, or with its report. */
export async function startAndTell(
  desk: SubagentDesk,
  wish: Parameters<SubagentDesk['start']>[0],
  waits: boolean,
  context: Parameters<Tool['run']>[1],
): ReturnType<Tool['run']> {
  const started = desk.start(wish, context);
  if ('refusal' in started) return { output: spawnRefusals[started.refusal], ok: false };
  const { run } = started;
  if (run.state !== 'running') return { output: reportText(run), ok: run.state === 'done' };
  if (!waits)
    return {
      output: `Started as ${run.id}. Its report will come as a message; do not wait for it.`,
      ok: true,
    };
  const ended = await desk.waitFor(run.id, context.signal);
  return { output: reportText(ended), ok: ended.state === 'done' };
}
