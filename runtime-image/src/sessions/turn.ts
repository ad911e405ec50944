/**
 * One turn from a stored message to a stored answer. Everything that happens is stored before it is shown or sent, so that the next
 * start can go on: a step with tool calls before the tools run, a tool's result before the model sees it, the answer before it is sent.
 */
import type { InboundMessage, Reply } from '../channels/channel.ts';
import { runAgent, type AgentEvent } from '../agent/loop.ts';
import type { AgentMessage, TokenUsage } from '../agent/messages.ts';
import type { ModelStream, ModelTarget } from '../agent/model.ts';
import { systemPrompt, dayIn } from '../agent/prompt.ts';
import type { Tool } from '../agent/tool.ts';
import { promptFilesMayDiffer, promptFilesOf } from '../agent/workspace.ts';
import { resolveModel } from '../config/models.ts';
import type { Agent, GatewayConfig } from '../config/settings.ts';
import { modelNotConfigured, type ModelFailure } from '../model-errors.ts';
import type { Database } from '../store/database.ts';
import type { Inbox } from '../store/inbox.ts';
import type { Session, StoredMessage, Transcripts } from '../store/transcripts.ts';
import { joinTexts } from './chat-view.ts';
import { loadHistory } from './history.ts';
import { failureText, texts } from './texts.ts';

export type TurnRequest = {
  turnId: string;
  inboxSeq: number;
  session: Session;
  agent: Agent;
  message: InboundMessage;
  reply: Reply;
  signal: AbortSignal;
  /** the turn was begun before, by a process that ended */
  resumed: boolean;
  /** of an API call without a session of its own */
  extra: { system: string; history: AgentMessage[] };
  byOwner: boolean;
};

export type TurnEvent =
  | Extract<AgentEvent, { type: 'reasoning' | 'tool-start' | 'tool-end' }>
  /** also the blank line between the texts of two steps */
  | { type: 'delta'; text: string }
  | { type: 'fallback'; from: string; failure: ModelFailure };

export type TurnRoom = {
  database: Database;
  inbox: Inbox;
  transcripts: Transcripts;
  config: GatewayConfig;
  tools: Tool[];
  streamModel: ModelStream;
  now(): number;
  emit(event: TurnEvent): void;
};

export type TurnOutcome = {
  state: 'done' | 'failed' | 'stopped';
  answer: string;
  /** the assistant said something that is stored */
  hasAnswer: boolean;
  failure: ModelFailure | null;
  model: string | null;
  usage: TokenUsage;
};

/** Why a running turn is ended from outside. Only `stop` ends it for good; the others leave it to the next start. */
export type AbortReason = 'stop' | 'caller_gone' | 'shutdown';

/** What it returns is stored once `database.committed()`. Throws the abort when the reason is `shutdown`: nothing is stored then and the entry stays unfinished. */
export async function runTurn(request: TurnRequest, room: TurnRoom): Promise<TurnOutcome> {
  const { session, agent, reply, signal, turnId } = request;
  const { config, transcripts } = room;
  const references = session.model === null ? agent.models : [session.model];
  const targets = references
    .map((reference) => resolveModel(reference, config.providers, config.aliases))
    .filter((target): target is ModelTarget => target !== null && target.provider.unsupportedApi === null);
  const usage: TokenUsage = { input: 0, output: 0, cached: 0 };
  // what was said before a crash is stored and stays the beginning of this answer
  let shown = request.resumed ? textOfTurn(transcripts.ofTurn(session.key, turnId)) : '';
  let stepText = '';
  let model: string | null = null;
  const startedAt = room.now();
  const row = (kind: StoredMessage['kind'], text: string, data: StoredMessage['data']): void => {
    const { channel } = request.message;
    transcripts.append({ session: session.key, turnId, kind, text, data, channel, at: room.now(), model });
  };
  const finish = (state: TurnOutcome['state'], remark: string, failure: ModelFailure | null): TurnOutcome => {
    const said = joinTexts(shown, stepText);
    const answer = joinTexts(said, remark) || texts.stopped[config.locale];
    room.database.grouped(() => {
      if (stepText !== '') row('assistant', stepText, null);
      if (remark !== '' && failure !== null) row('notice', remark, null);
      const error = failure?.kind ?? null;
      transcripts.addTurn({
        ...{ id: turnId, session: session.key, inboxSeq: request.inboxSeq },
        ...{ state, startedAt, model, error, usage },
      });
      if (model !== null && usage.input + usage.output > 0) {
        transcripts.addUsage(dayIn(config.timeZone, room.now()).date, model, usage);
      }
      room.inbox.markAnswered(request.inboxSeq, answer, state === 'done' ? 'answered' : state);
    });
    return { state, answer, hasAnswer: said !== '', failure, model, usage };
  };
  const fail = (failure: ModelFailure): TurnOutcome =>
    finish('failed', failureText(failure, config.locale, turnId.slice(0, 8)), failure);

  const first = targets[0];
  if (first === undefined) return fail(modelNotConfigured(references[0] ?? ''));
  const { system, messages } = buildPrompt(request, room, first);
  try {
    const events = runAgent(
      {
        system,
        messages,
        targets,
        tools: room.tools,
        work: {
          workspace: agent.workspace,
          agentId: agent.id,
          sessionKey: session.key,
          turnId,
          message: request.message,
          byOwner: request.byOwner,
        },
        stepsMax: config.limits.stepsPerTurn,
        signal,
      },
      room.streamModel,
    );
    for await (const event of events) {
      switch (event.type) {
        case 'text': {
          const gap = stepText === '' && shown !== '' ? '\n\n' : '';
          stepText += event.text;
          room.emit({ type: 'delta', text: gap + event.text });
          reply.update(joinTexts(shown, stepText));
          break;
        }
        case 'step':
          model = event.model;
          addUsage(usage, event.usage);
          if (event.toolCalls.length === 0) break;
          row('assistant', event.text, {
            toolCalls: event.toolCalls,
            ...(event.reasoning === '' ? {} : { reasoning: event.reasoning }),
          });
          shown = joinTexts(shown, event.text);
          stepText = '';
          await room.database.committed();
          break;
        case 'tool-end':
          promptFilesMayDiffer(agent.workspace);
          row('tool', event.output, { callId: event.call.id, name: event.call.name, ok: event.ok });
          await room.database.committed();
          room.emit(event);
          break;
        case 'reasoning':
        case 'tool-start':
        case 'fallback':
          room.emit(event);
          break;
        case 'done': {
          const remark = { answered: '', truncated: texts.truncated, step_limit: texts.stepLimit }[
            event.reason
          ];
          return finish('done', typeof remark === 'string' ? remark : remark[config.locale], null);
        }
        case 'failed':
          model = event.model || null;
          return fail(event.failure);
      }
    }
    throw new Error('the agent ended without an end');
  } catch (error) {
    if (!signal.aborted || signal.reason === ('shutdown' satisfies AbortReason)) throw error;
    return finish('stopped', texts.stopped[config.locale], null);
  }
}

function buildPrompt(
  request: TurnRequest,
  room: TurnRoom,
  target: ModelTarget,
): { system: string; messages: AgentMessage[] } {
  const { agent, session, message, extra } = request;
  const { config } = room;
  const where = message.chat.kind === 'group' ? 'group' : 'private';
  const facts = {
    agent,
    files: promptFilesOf(agent.workspace, where, performance.now()),
    day: dayIn(config.timeZone, room.now()).withWeekday,
    timeZone: config.timeZone,
    locale: config.locale,
    where,
    canExec: room.tools.some(({ name }) => name === 'exec'),
    extra: extra.system,
  } as const;
  const system = systemPrompt({ ...facts, trimmed: session.trimmed });
  const history = loadHistory(
    room.transcripts,
    session,
    target.model,
    config.limits.historyTokensMax,
    system,
  );
  return {
    system: history.trimmed === session.trimmed ? system : systemPrompt({ ...facts, trimmed: true }),
    messages: [...extra.history, ...history.messages],
  };
}

function textOfTurn(rows: StoredMessage[]): string {
  return rows.reduce((text, row) => (row.kind === 'assistant' ? joinTexts(text, row.text) : text), '');
}

function addUsage(sum: TokenUsage, more: TokenUsage | null): void {
  sum.input += more?.input ?? 0;
  sum.output += more?.output ?? 0;
  sum.cached += more?.cached ?? 0;
}
