/** One log line and one observation a tool call: which, of which turn, how long, whether it worked; never what it was given or gave. */
import type { AgentEvent } from '../agent/loop.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';

type ToolEvent = Extract<AgentEvent, { type: 'tool-start' | 'tool-end' }>;

export function createToolTimes(logger: Logger, metrics: Metrics, turn: string): (event: ToolEvent) => void {
  const begun = new Map<string, number>();
  return (event) => {
    const { id, name, input } = event.call;
    if (event.type === 'tool-start') {
      begun.set(id, performance.now());
      return;
    }
    const ms = performance.now() - (begun.get(id) ?? performance.now());
    begun.delete(id);
    metrics.observeTool(ms / 1_000);
    const skill = name === 'skill' ? /"name"\s*:\s*"([\w-]{1,64})"/.exec(input)?.[1] : undefined;
    const fields = {
      turn,
      // a model may name what is none, in whatever words
      tool: /^[\w-]{1,64}$/.test(name) ? name : 'unknown',
      ms: Math.round(ms),
      ok: event.ok,
      ...(skill === undefined ? {} : { skill }),
    };
    logger.log('info', 'tool', fields);
  };
}
