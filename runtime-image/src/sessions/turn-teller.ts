/** What others are told of a turn: listeners of the main session its words, tools and end, log and metrics how it went. */
import type { InboundMessage } from '../channels/channel.ts';
import type { InboxEntry } from '../store/inbox.ts';
import { toChatMessages } from './chat-view.ts';
import type { ConversationRoom } from './conversation.ts';
import { mainSessionKey } from './route.ts';
import { createToolTimes } from './tool-times.ts';
import type { TurnOutcome } from './turn-outcome.ts';
import type { TurnEvent } from './turn-request.ts';

export type TurnTeller = {
  /** The turn has begun with these messages, which are stored. */
  begins(entries: readonly InboxEntry[]): void;
  /** These have come into it. */
  joined(entries: readonly InboxEntry[]): void;
  event(event: TurnEvent): void;
  /** It has ended, and all of it is stored. */
  ends(outcome: TurnOutcome): void;
};

type TellingRoom = Pick<ConversationRoom, 'config' | 'hub' | 'logger' | 'metrics' | 'report' | 'transcripts'>;
type Told = { turnId: string; sessionKey: string; message: InboundMessage };

export function createTurnTeller(room: TellingRoom, { turnId, sessionKey, message }: Told): TurnTeller {
  const { hub, logger, metrics, transcripts } = room;
  const startedAt = performance.now();
  const isMain = sessionKey === mainSessionKey(room.config().defaultAgentId);
  const isHeard = (): boolean => isMain && hub.listeners() > 0;
  const toolTimes = createToolTimes(logger, metrics, turnId);

  const tellWords = (entries: readonly InboxEntry[]): void => {
    const ids = new Set(entries.map((entry) => entry.message.messageId));
    for (const each of toChatMessages(transcripts.ofTurn(sessionKey, turnId)))
      if (each.role === 'user' && ids.has(each.id)) hub.emit({ type: 'message', message: each });
  };

  return {
    begins(entries) {
      if (!isHeard()) return;
      tellWords(entries);
      hub.emit({ type: 'turn-start', turnId, replyTo: message.messageId });
      room.report.changed();
    },
    joined(entries) {
      if (isHeard()) tellWords(entries);
    },
    event(event) {
      if (event.type === 'tool-start' || event.type === 'tool-end') toolTimes(event);
      if (event.type === 'fallback' || event.type === 'shortened') tellTrouble(room, turnId, event);
      else if (isHeard()) emitControl(room, turnId, event);
    },
    ends(outcome) {
      recordEnd(room, { turnId, sessionKey, message }, outcome, performance.now() - startedAt);
      if (!isHeard()) return;
      const answer = toChatMessages(transcripts.ofTurn(sessionKey, turnId)).findLast(
        ({ role }) => role === 'assistant',
      );
      hub.emit({
        type: 'turn-end',
        turnId,
        message: outcome.hasAnswer ? (answer ?? null) : null,
        error: outcome.failure === null ? null : outcome.answer,
      });
      room.report.changed();
    },
  };
}

type Trouble = Extract<TurnEvent, { type: 'fallback' | 'shortened' }>;

function tellTrouble({ logger, metrics }: TellingRoom, turn: string, event: Trouble): void {
  const { kind, code } = event.failure;
  metrics.add('errors', 'Failures by kind', ['kind', kind]);
  if (event.type === 'fallback')
    logger.log('warn', 'a model failed, the next one is asked', { turn, model: event.from, kind, code });
  else
    logger.log('warn', 'the conversation was too long for the model, it is asked with less', {
      turn,
      model: event.model,
      code,
    });
}

function emitControl({ hub }: TellingRoom, turnId: string, event: Exclude<TurnEvent, Trouble>): void {
  if (event.type === 'delta' || event.type === 'reasoning') {
    hub.emit({ type: event.type, turnId, text: event.text });
    return;
  }
  const { id, name, input } = event.call;
  const result =
    event.type === 'tool-start' ? { output: null, ok: false } : { output: event.output, ok: event.ok };
  hub.emit({ type: 'tool', turnId, id, name, input, ...result });
}

function recordEnd(
  { logger, metrics }: TellingRoom,
  { turnId, sessionKey, message }: Told,
  { state, model, usage, failure }: TurnOutcome,
  ms: number,
): void {
  metrics.add('turns', 'Turns by how they ended', ['state', state]);
  metrics.add('tokens', 'Tokens used', ['kind', 'input'], usage.input);
  metrics.add('tokens', 'Tokens used', ['kind', 'output'], usage.output);
  if (failure !== null) metrics.add('errors', 'Failures by kind', ['kind', failure.kind]);
  metrics.observeTurn(ms / 1_000);
  logger.log(state === 'failed' ? 'warn' : 'info', 'turn', {
    turn: turnId,
    session: sessionKey,
    channel: message.channel,
    state,
    model,
    ms: Math.round(ms),
    ...(failure === null ? {} : { kind: failure.kind, code: failure.code }),
  });
}
