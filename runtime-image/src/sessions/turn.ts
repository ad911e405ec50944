/**
 * One turn from a stored message to a stored answer. Everything that happens is stored before it is shown or sent, so that the next
 * start can go on: a step with tool calls before the tools run, a tool's result before the model sees it, the answer before it is sent.
 */
import { runAgent, type AgentEvent, type AgentInput } from '../agent/loop.ts';
import type { TokenUsage } from '../agent/messages.ts';
import { shorterPrompt } from '../agent/shorter-prompt.ts';
import { promptFilesMayDiffer } from '../agent/workspace.ts';
import { modelNotConfigured } from '../model-errors.ts';
import type { AbortReason } from './abort-reason.ts';
import { completeTurn, failTurn, stopTurn } from './end-turn.ts';
import { withImages } from './read-attachments.ts';
import type { TurnOutcome } from './turn-outcome.ts';
import { createTurnProgress, type TurnProgress } from './turn-progress.ts';
import { turnPrompt, type TurnPrompt } from './turn-prompt.ts';
import type { TurnRecord } from './turn-record.ts';
import type { TurnRequest, TurnRoom } from './turn-request.ts';

/** What it returns is stored once `database.committed()`. Throws the abort when the reason is `shutdown`: nothing is stored then and the entry stays unfinished. */
export async function runTurn(request: TurnRequest, room: TurnRoom): Promise<TurnOutcome> {
  const { session, agent, signal } = request;
  const progress = createTurnProgress(request, room);
  const { targets, live, record, usage } = progress;
  const [first] = targets;
  if (first === undefined)
    return failTurn(progress, modelNotConfigured(session.model ?? agent.models[0] ?? ''));
  const prompt = turnPrompt({ ...request, tools: room.tools }, room, first);
  progress.historyTokensMax = prompt.historyTokensMax;
  record.begin({ tokens: prompt.historyTokens, messages: prompt.messages.length });
  try {
    for await (const event of runAgent(await inputOf(progress, prompt, room), room.streamModel)) {
      switch (event.type) {
        case 'text':
          live.words(event.text);
          break;
        case 'reasoning':
          live.reasoning(event);
          break;
        case 'step':
          record.model = event.model;
          addUsage(usage, event.usage);
          if (event.toolCalls.length === 0) break;
          live.step(event.text);
          recordCalls(record, event);
          await room.database.committed();
          break;
        case 'tool-start':
          live.toolStart(event);
          break;
        case 'tool-end':
          promptFilesMayDiffer(agent.workspace);
          record.row('tool', event.output, { callId: event.call.id, name: event.call.name, ok: event.ok });
          await room.database.committed();
          live.toolEnd(event);
          break;
        case 'fallback':
          live.fallback(event);
          break;
        case 'shortened':
          progress.wasTooLong = true;
          room.emit(event);
          break;
        case 'done':
          return completeTurn(progress, event.reason);
        case 'failed':
          record.model = event.model || null;
          return failTurn(progress, event.failure);
      }
    }
    throw new Error('the agent ended without an end');
  } catch (error) {
    if (!signal.aborted || signal.reason === ('shutdown' satisfies AbortReason)) throw error;
    return stopTurn(progress, signal.reason as AbortReason);
  }
}

async function inputOf(
  { request, config, targets, record }: TurnProgress,
  { system, messages }: TurnPrompt,
  { tools, transcripts }: TurnRoom,
): Promise<AgentInput> {
  const { session, agent, message, turnId, byOwner, signal } = request;
  const { workspace } = agent;
  return {
    system,
    targets,
    tools,
    signal,
    messages:
      message.attachments === undefined
        ? messages
        : await withImages(messages, () => transcripts.ofTurn(session.key, turnId), {
            ...request,
            workspace,
          }),
    thinking: session.settings.thinking ?? agent.thinking ?? null,
    steering: request.steering && record.steering(request.steering),
    work: { workspace, agentId: agent.id, sessionKey: session.key, turnId, message, byOwner },
    stepsMax: config.limits.stepsPerTurn,
    // a caller of the API brings a conversation of its own, and is to know that it was too long
    ...(message.channel === 'api' ? {} : { shorten: shorterPrompt }),
  };
}

function recordCalls(
  record: TurnRecord,
  { text, toolCalls, reasoning, thoughts }: Extract<AgentEvent, { type: 'step' }>,
): void {
  record.row('assistant', text, {
    toolCalls,
    ...(reasoning === '' ? {} : { reasoning }),
    ...(thoughts && { thoughts }),
  });
}

function addUsage(sum: TokenUsage, more: TokenUsage | null): void {
  sum.input += more?.input ?? 0;
  sum.output += more?.output ?? 0;
  sum.cached += more?.cached ?? 0;
}
