/**
 * One turn of the agent: ask the model, run its tools, ask again, until it answers in words. Stateless: the model stream, the tools
 * and the abort signal come in, events go out, and whoever listens stores them.
 *
 *   text* reasoning* (step tool-start tool-end)* … step → end: done | failed
 *
 * What its person writes meanwhile may be taken over before the next question to the model.
 */
import { modelNotConfigured, type ModelFailure } from '../model-errors.ts';
import type { ThinkingLevel } from '../store/session-settings.ts';
import type { AgentMessage, SignedThoughts, TokenUsage, ToolCall } from './messages.ts';
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
      /** absent: none that were signed */
      thoughts?: SignedThoughts;
      model: string;
      usage: TokenUsage | null;
    }
  | { type: 'tool-start'; call: ToolCall }
  | { type: 'tool-end'; call: ToolCall; output: string; ok: boolean }
  | { type: 'fallback'; from: string; failure: ModelFailure }
  /** the model found the conversation too long and is asked again with less of it */
  | { type: 'shortened'; model: string; failure: ModelFailure }
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
  /** absent or null: as the vendor has it */
  thinking?: ThinkingLevel | null;
  /** absent: nobody may enter the turn */
  steering?: Steering | null;
  /** what to go on with when a model finds the conversation too long, null when nothing can go; absent: the turn fails */
  shorten?(messages: readonly AgentMessage[]): AgentMessage[] | null;
  signal: AbortSignal;
};

export type Steering = {
  /** somebody has written; the calls of this step that have not begun are left out */
  waiting(): boolean;
  /** takes over what was written: stores it, and gives it as the model reads it once no end of the process can undo that */
  take(): Promise<AgentMessage[]>;
};

const skipped = 'Skipped: the user has written again, see the next message.';

/** Throws only the abort of the signal. */
export async function* runAgent(input: AgentInput, streamModel: ModelStream): AsyncGenerator<AgentEvent> {
  const messages = [...input.messages];
  const targets = [...input.targets];
  for (let step = 0; step < input.stepsMax; step += 1) {
    // before the first question there is nothing that new words could steer; a turn that goes on after the process ended has asked it
    const isUnderWay = messages.at(-1)?.role === 'tool';
    if (isUnderWay && input.steering?.waiting() === true) messages.push(...(await input.steering.take()));
    const answer = yield* askModels({ ...input, messages }, targets, streamModel);
    if (answer === null) return;
    messages.push({
      role: 'assistant',
      text: answer.text,
      reasoning: answer.reasoning,
      toolCalls: answer.toolCalls,
      ...(answer.thoughts && { thoughts: answer.thoughts }),
    });
    if (answer.toolCalls.length === 0) {
      yield { type: 'done', reason: answer.truncated ? 'truncated' : 'answered' };
      return;
    }
    for (const [index, call] of answer.toolCalls.entries()) {
      input.signal.throwIfAborted();
      if (index > 0 && input.steering?.waiting() === true) {
        const result = { output: skipped, ok: false };
        messages.push({ role: 'tool', callId: call.id, name: call.name, ...result });
        yield { type: 'tool-end', call, ...result };
        continue;
      }
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

type Answer = {
  text: string;
  reasoning: string;
  toolCalls: ToolCall[];
  thoughts?: SignedThoughts | undefined;
  truncated: boolean;
};

/**
 * One step. `targets` loses those that failed, so that the rest of the turn stays with the model that works; `input.messages` loses
 * what was too much, and the next step adds to what is left.
 */
async function* askModels(
  input: AgentInput,
  targets: ModelTarget[],
  streamModel: ModelStream,
): AsyncGenerator<AgentEvent, Answer | null> {
  asking: for (;;) {
    const target = targets[0];
    if (target === undefined) {
      yield { type: 'failed', failure: modelNotConfigured(''), model: '' };
      return null;
    }
    const { system, messages, tools, signal, thinking = null } = input;
    let text = '';
    let reasoning = '';
    const request = { target, system, messages, tools: specsOf(tools), thinking, signal };
    for await (const event of streamModel(request)) {
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
        const { usage, truncated, thoughts } = event;
        const step = { text, reasoning, toolCalls, ...(thoughts && { thoughts }) };
        yield { type: 'step', ...step, model: target.reference, usage };
        return { ...step, truncated };
      }
      const shorter =
        event.failure.kind === 'context_too_long' && text === '' ? input.shorten?.(messages) : undefined;
      if (shorter) {
        messages.splice(0, messages.length, ...shorter);
        yield { type: 'shortened', model: target.reference, failure: event.failure };
        continue asking;
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
