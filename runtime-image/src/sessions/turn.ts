/**
 * One turn from a stored message to a stored answer. Everything that happens is stored before it is shown or sent, so that the next
 * start can go on: a step with tool calls before the tools run, a tool's result before the model sees it, the answer before it is sent.
 */
import type { InboundMessage, Reply } from '../channels/channel.ts';
import { runAgent, type AgentEvent, type Steering } from '../agent/loop.ts';
import type { AgentMessage, TokenUsage } from '../agent/messages.ts';
import type { ModelStream } from '../agent/model.ts';
import { shorterPrompt } from '../agent/shorter-prompt.ts';
import type { Tool } from '../agent/tool.ts';
import { promptFilesMayDiffer } from '../agent/workspace.ts';
import type { Agent, GatewayConfig } from '../config/settings.ts';
import { modelNotConfigured, type ModelFailure } from '../model-errors.ts';
import type { Database } from '../store/database.ts';
import type { Inbox } from '../store/inbox.ts';
import type { Session } from '../store/sessions.ts';
import type { StoredMessage } from '../store/stored-message.ts';
import type { Transcripts } from '../store/transcripts.ts';
import { usageFooter } from '../commands/usage-sums.ts';
import { createAnswerView } from './answer-view.ts';
import { joinTexts } from './chat-view.ts';
import { isSilent, maySilence } from './silent-reply.ts';
import { failureText, texts } from './texts.ts';
import { withImages } from './read-attachments.ts';
import { targetsOf, turnPrompt } from './turn-prompt.ts';
import { createTurnRecord, type ConversationBound } from './turn-record.ts';

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
  /** null: nobody may enter the turn */
  steering: Steering | null;
  /** the answer is kept and not sent */
  isHeld: boolean;
  /** people read it in a chat; else only the words count, never how they came about */
  isPersons: boolean;
};

export type TurnEvent =
  | Extract<AgentEvent, { type: 'reasoning' | 'tool-start' | 'tool-end' }>
  /** also the blank line between the texts of two steps */
  | { type: 'delta'; text: string }
  | Extract<AgentEvent, { type: 'fallback' | 'shortened' }>;

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
  /** what is sent; empty: nothing */
  answer: string;
  /** the assistant said something that is stored */
  hasAnswer: boolean;
  failure: ModelFailure | null;
  model: string | null;
  usage: TokenUsage;
  /** what the conversation may take with this turn's model; null: no model was asked */
  historyTokensMax: number | null;
  /** no more than this is in the conversation now; absent: not known */
  historyAtMost?: ConversationBound;
  /** a model found the conversation too long, whatever we had counted */
  wasTooLong?: boolean;
};

/**
 * Why a running turn is ended from outside. `stop` and `interrupt` (by its person's next words) end it for good; the others leave it
 * to the next start.
 */
export type AbortReason = 'stop' | 'interrupt' | 'caller_gone' | 'shutdown';

/** What it returns is stored once `database.committed()`. Throws the abort when the reason is `shutdown`: nothing is stored then and the entry stays unfinished. */
export async function runTurn(request: TurnRequest, room: TurnRoom): Promise<TurnOutcome> {
  const { session, agent, reply, signal, turnId } = request;
  const { config, transcripts } = room;
  const targets = targetsOf(session, agent, config);
  const usage: TokenUsage = { input: 0, output: 0, cached: 0 };
  const { settings } = session;
  const reasoning = request.isPersons ? (settings.reasoning ?? agent.reasoning ?? 'off') : 'off';
  const verbose = request.isPersons ? (settings.verbose ?? agent.verbose ?? 'off') : 'off';
  const view = createAnswerView({ reasoning, verbose }, config.locale);
  // what was said before a crash is stored and stays the beginning of this answer
  if (request.resumed) view.resume(transcripts.ofTurn(session.key, turnId));
  let historyTokensMax: number | null = null;
  let wasTooLong = false;
  /** words that listeners have not heard yet */
  let unheard = '';
  const record = createTurnRecord(request, room);
  const tell = (): void => {
    if (unheard === '') return;
    room.emit({ type: 'delta', text: unheard });
    unheard = '';
  };
  const show = (): void => {
    const live = view.live();
    if (live !== '') reply.update(live);
  };
  const finish = (state: TurnOutcome['state'], remark: string, failure: ModelFailure | null): TurnOutcome => {
    const hasAnswer = view.said() !== '';
    const footer = usageFooter(
      session.settings.usage ?? 'off',
      {
        ...{ usage, model: record.model },
        prices: targets.find(({ reference }) => reference === record.model)?.model.cost ?? null,
      },
      config.locale,
    );
    const answer = request.isHeld ? '' : withFooter(view.final(remark), footer);
    if (!isSilent(view.stepText())) tell();
    record.end({
      ...{ state, answer, words: view.stepText(), notice: failure === null ? '' : remark },
      ...{ error: failure?.kind ?? null, usage },
    });
    return {
      ...{ state, answer, hasAnswer, failure, model: record.model, usage },
      ...{ historyTokensMax, historyAtMost: record.bound() },
      wasTooLong: wasTooLong || failure?.kind === 'context_too_long',
    };
  };
  const steering = request.steering && record.steering(request.steering);
  const fail = (failure: ModelFailure): TurnOutcome =>
    finish(
      'failed',
      failureText(failure, config.locale, turnId.slice(0, 8), view.stepText() !== ''),
      failure,
    );

  const first = targets[0];
  if (first === undefined) return fail(modelNotConfigured(session.model ?? agent.models[0] ?? ''));
  const prompt = turnPrompt({ ...request, tools: room.tools }, room, first);
  historyTokensMax = prompt.historyTokensMax;
  record.begin({ tokens: prompt.historyTokens, messages: prompt.messages.length });
  const ofTurn = (): StoredMessage[] => transcripts.ofTurn(session.key, turnId);
  try {
    const events = runAgent(
      {
        system: prompt.system,
        messages:
          request.message.attachments === undefined
            ? prompt.messages
            : await withImages(prompt.messages, ofTurn, { ...request, workspace: agent.workspace }),
        targets,
        tools: room.tools,
        thinking: session.settings.thinking ?? agent.thinking ?? null,
        steering,
        work: {
          workspace: agent.workspace,
          agentId: agent.id,
          sessionKey: session.key,
          turnId,
          message: request.message,
          byOwner: request.byOwner,
        },
        stepsMax: config.limits.stepsPerTurn,
        // a caller of the API brings a conversation of its own, and is to know that it was too long
        ...(request.message.channel === 'api' ? {} : { shorten: shorterPrompt }),
        signal,
      },
      room.streamModel,
    );
    for await (const event of events) {
      switch (event.type) {
        case 'text': {
          const gap = view.stepText() === '' && view.said() !== '' ? '\n\n' : '';
          view.text(event.text);
          unheard += gap + event.text;
          if (maySilence(view.stepText())) break;
          tell();
          show();
          break;
        }
        case 'step':
          record.model = event.model;
          addUsage(usage, event.usage);
          if (event.toolCalls.length === 0) break;
          if (isSilent(event.text)) unheard = '';
          tell();
          record.row('assistant', event.text, {
            toolCalls: event.toolCalls,
            ...(event.reasoning === '' ? {} : { reasoning: event.reasoning }),
            ...(event.thoughts && { thoughts: event.thoughts }),
          });
          view.step(event.text);
          await room.database.committed();
          break;
        case 'tool-start':
          view.toolStart(event.call);
          if (verbose !== 'off') show();
          room.emit(event);
          break;
        case 'tool-end':
          promptFilesMayDiffer(agent.workspace);
          record.row('tool', event.output, { callId: event.call.id, name: event.call.name, ok: event.ok });
          await room.database.committed();
          view.toolEnd(event.output, event.ok);
          if (verbose === 'full') show();
          room.emit(event);
          break;
        case 'reasoning':
          view.reasoning(event.text);
          if (reasoning === 'stream') show();
          room.emit(event);
          break;
        case 'fallback':
          view.fallback(event.from, event.failure);
          room.emit(event);
          break;
        case 'shortened':
          wasTooLong = true;
          room.emit(event);
          break;
        case 'done': {
          const remark = { answered: null, truncated: texts.truncated, step_limit: texts.stepLimit }[
            event.reason
          ];
          const short = wasTooLong && request.isPersons ? texts.shortened : null;
          const remarks = [remark, short].flatMap((each) => (each === null ? [] : [each[config.locale]]));
          return finish('done', remarks.join('\n'), null);
        }
        case 'failed':
          record.model = event.model || null;
          return fail(event.failure);
      }
    }
    throw new Error('the agent ended without an end');
  } catch (error) {
    if (!signal.aborted || signal.reason === ('shutdown' satisfies AbortReason)) throw error;
    const isInterrupted = signal.reason === ('interrupt' satisfies AbortReason);
    // who was interrupted before a word was said is answered by the next turn
    if (isInterrupted && view.said() === '') return finish('stopped', '', null);
    return finish('stopped', (isInterrupted ? texts.interrupted : texts.stopped)[config.locale], null);
  }
}

/** What says nothing gets no footer either. */
function withFooter(answer: string, footer: string): string {
  return answer === '' ? '' : joinTexts(answer, footer);
}

function addUsage(sum: TokenUsage, more: TokenUsage | null): void {
  sum.input += more?.input ?? 0;
  sum.output += more?.output ?? 0;
  sum.cached += more?.cached ?? 0;
}
