/**
 * One turn of the agent: ask the model, run its tools, ask again, until it answers in words. Stateless: the model stream, the tools
 * and the abort signal come in, events go out, and whoever listens stores them.
 *
 *   text* reasoning* (step tool-start tool-end)* … step → end: done | failed
 */
import { modelNotConfigured, type ModelFailure } from '../model-errors.ts';
import type { AgentMessage, TokenUsage, ToolCall } from './messages.ts';
import type { ModelStream, ModelTarget } from './model.ts';
import { specsOf, unwrapCall } from './more-tools.ts';
import { runTool } from './run-tool.ts';
import type { Tool, ToolContext } from './tool.ts';

export type AgentEvent =
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  /** one answer of the model is complete; with tool calls it must be stored before the next event is taken */
  | {
      type: 'step';
      text: string;
      reasoning: string;
      toolCalls: ToolCall[];
      model: string;
      usage: TokenUsage | null;
    }
  | { type: 'tool-start'; call: ToolCall }
  | { type: 'tool-end'; call: ToolCall; output: string; ok: boolean }
  | { type: 'fallback'; from: string; failure: ModelFailure }
  | { type: 'done'; reason: 'answered' | 'truncated' | 'step_limit' }
  | { type: 'failed'; failure: ModelFailure; model: string };

export type AgentInput = {
  system: string;
  /** the conversation with the new message last, or the interrupted turn so far */
  messages: AgentMessage[];
  /** in order of preference; the next is asked at once when one fails before it said anything */
  targets: ModelTarget[];
  tools: Tool[];
  /** what every tool is told of the turn */
  work: Omit<ToolContext, 'callId' | 'signal'>;
  stepsMax: number;
  signal: AbortSignal;
};

/** Throws only the abort of the signal. */
export async function* runAgent(input: AgentInput, streamModel: ModelStream): AsyncGenerator<AgentEvent> {
  const messages = [...input.messages];
  const targets = [...input.targets];
  for (let step = 0; step < input.stepsMax; step += 1) {
    const answer = yield* askModels({ ...input, messages }, targets, streamModel);
    if (answer === null) return;
    messages.push({
      role: 'assistant',
      text: answer.text,
      reasoning: answer.reasoning,
      toolCalls: answer.toolCalls,
    });
    if (answer.toolCalls.length === 0) {
      yield { type: 'done', reason: answer.truncated ? 'truncated' : 'answered' };
      return;
    }
    for (const call of answer.toolCalls) {
      input.signal.throwIfAborted();
      yield { type: 'tool-start', call };
      const result = await runTool(call, input.tools, {
        ...input.work,
        callId: call.id,
        signal: input.signal,
      });
      input.signal.throwIfAborted();
      messages.push({ role: 'tool', callId: call.id, name: call.name, ...result });
      yield { type: 'tool-end', call, ...result };
    }
  }
  yield { type: 'done', reason: 'step_limit' };
}

type Answer = { text: string; reasoning: string; toolCalls: ToolCall[]; truncated: boolean };

/** One step. `targets` loses those that failed, so that the rest of the turn stays with the model that works. */
async function* askModels(
  input: AgentInput,
  targets: ModelTarget[],
  streamModel: ModelStream,
): AsyncGenerator<AgentEvent, Answer | null> {
  for (;;) {
    const target = targets[0];
    if (target === undefined) {
      yield { type: 'failed', failure: modelNotConfigured(''), model: '' };
      return null;
    }
    const { system, messages, tools, signal } = input;
    let text = '';
    let reasoning = '';
    for await (const event of streamModel({ target, system, messages, tools: specsOf(tools), signal })) {
      if (event.type === 'text') text += event.text;
      if (event.type === 'reasoning') reasoning += event.text;
      if (event.type === 'text' || event.type === 'reasoning') {
        yield event;
        continue;
      }
      if (event.type === 'end') {
        const toolCalls = event.toolCalls
          .filter(Boolean)
          .map((call, index) => unwrapCall(call.id === '' ? { ...call, id: `call_${index}` } : call, tools));
        yield { type: 'step', text, reasoning, toolCalls, model: target.reference, usage: event.usage };
        return { text, reasoning, toolCalls, truncated: event.truncated };
      }
      if (!event.failure.fallback || text !== '' || targets.length === 1) {
        yield { type: 'failed', failure: event.failure, model: target.reference };
        return null;
      }
      yield { type: 'fallback', from: target.reference, failure: event.failure };
      break;
    }
    signal.throwIfAborted();
    targets.shift();
  }
}
