/** The silent step before a compaction: the model may write down what should last. Nothing of it becomes part of the conversation. */
import { runAgent } from '../agent/loop.ts';
import type { AgentMessage, TokenUsage } from '../agent/messages.ts';
import type { ModelStream, ModelTarget } from '../agent/model.ts';
import type { Tool, ToolContext } from '../agent/tool.ts';

/** all that a flush may do */
const fileTools: ReadonlySet<string> = new Set(['read', 'write', 'edit', 'ls']);
const stepsMax = 6;

export type FlushRequest = {
  system: string;
  /** the conversation with the request last */
  messages: AgentMessage[];
  targets: ModelTarget[];
  /** of the turn: what is offered stays the same, so that vendors can cache it; what runs is files only */
  tools: readonly Tool[];
  work: Omit<ToolContext, 'callId' | 'signal'>;
  signal: AbortSignal;
};

export type FlushOutcome = {
  written: number;
  usages: { model: string; usage: TokenUsage }[];
  failed: boolean;
};

/** Throws only the abort of the signal. */
export async function flushMemory(request: FlushRequest, streamModel: ModelStream): Promise<FlushOutcome> {
  const outcome: FlushOutcome = { written: 0, usages: [], failed: false };
  const tools = request.tools.map((tool) => (fileTools.has(tool.name) ? tool : { ...tool, run: notNow }));
  for await (const event of runAgent({ ...request, tools, stepsMax }, streamModel)) {
    if (event.type === 'step' && event.usage !== null)
      outcome.usages.push({ model: event.model, usage: event.usage });
    if (event.type === 'tool-end' && event.ok && (event.call.name === 'write' || event.call.name === 'edit'))
      outcome.written += 1;
    if (event.type === 'failed') outcome.failed = true;
  }
  return outcome;
}

const notNow: Tool['run'] = () =>
  Promise.resolve({ output: 'Not now: only files can be read and written here.', ok: false });
