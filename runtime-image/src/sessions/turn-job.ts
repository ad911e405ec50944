/** One message on its session's queue: stores its beginning, runs the turn, and tells listeners, log and metrics of it. */
import type { Reply } from '../channels/channel.ts';
import type { Steering } from '../agent/loop.ts';
import type { InboxEntry } from '../store/inbox.ts';
import { beginTurn, joinTurn, type Beginning } from './begin-turn.ts';
import { toChatMessages } from './chat-view.ts';
import type { ConversationRoom } from './conversation.ts';
import { isByOwner } from './by-owner.ts';
import { groupPrompt } from './group-prompt.ts';
import { mainSessionKey } from './route.ts';
import { answerBySkill } from './skill-turn.ts';
import { withAttachments } from './read-attachments.ts';
import { heldReply } from './replies.ts';
import { decideSend } from './send-policy.ts';
import { toolsOfTurn } from './turn-tools.ts';
import { createToolTimes } from './tool-times.ts';
import { turnIdOf } from './turn-id.ts';
import type { LineSteering } from './turn-line.ts';
import { runTurn } from './turn.ts';
import type { TurnOutcome } from './turn-outcome.ts';
import type { TurnEvent } from './turn-request.ts';
import type { WaitingMessage } from './waiting-lines.ts';

export type TurnJob = Beginning & {
  reply: Reply;
  signal: AbortSignal;
  /** what its person writes meanwhile; null: nobody may enter the turn */
  line: LineSteering | null;
  /** people read it in a chat */
  isPersons: boolean;
  /** in place of the session's, for this turn; null: none */
  settings: WaitingMessage['settings'];
  /** whether the session's send policy counts: for chats of a platform */
  mayHold: boolean;
  /** told of each message that has become part of the turn and ends with it */
  joined(turnId: string, message: WaitingMessage): void;
};

/** Throws `shutdown` when aborted for that reason, leaving the entry unfinished. */
export async function runTurnJob(room: ConversationRoom, given: TurnJob): Promise<TurnOutcome> {
  const job = given.entry.message.attachments === undefined ? given : await withAttachments(room, given);
  const { entry, agentId, sessionKey, signal, before, line } = job;
  const { transcripts, hub, logger, metrics } = room;
  const { message } = entry;
  const config = room.config();
  const agent = config.agents[agentId];
  if (agent === undefined) throw new Error(`the agent ${agentId} is gone`);
  const turnId = turnIdOf(message);
  const startedAt = performance.now();
  const heard = sessionKey === mainSessionKey(config.defaultAgentId);
  const extra = room.apiCalls.get(message.messageId)?.extra ?? {
    system: groupPrompt(message, config),
    history: [],
  };

  const begun = beginTurn(room, config, job);
  const session =
    job.settings === null ? begun : { ...begun, settings: { ...begun.settings, ...job.settings } };
  for (const other of before) job.joined(turnId, other);
  const { channel, chat } = message;
  const sending = decideSend(session.settings.send, config.sessions.send, {
    ...{ channel, chatKind: chat.kind, sessionKey },
  });
  const isHeld = job.mayHold && sending.kind === 'hold';
  const reply = isHeld ? heldReply(job.reply) : job.reply;
  reply.typing();
  // a message that ends the process must be known for it at the next start
  await room.database.committed();
  room.report.noteActivity();
  if (heard && hub.listeners() > 0) {
    emitWords(room, sessionKey, turnId, [...before.map((other) => other.entry), entry]);
    hub.emit({ type: 'turn-start', turnId, replyTo: message.messageId });
    room.report.changed();
  }
  const toolTimes = createToolTimes(logger, metrics, turnId);
  const emit = (event: TurnEvent): void => {
    if (event.type === 'tool-start' || event.type === 'tool-end') toolTimes(event);
    if (event.type === 'fallback') {
      const { kind, code } = event.failure;
      metrics.add('errors', 'Failures by kind', ['kind', kind]);
      logger.log('warn', 'a model failed, the next one is asked', {
        turn: turnId,
        model: event.from,
        kind,
        code,
      });
    } else if (event.type === 'shortened') {
      metrics.add('errors', 'Failures by kind', ['kind', event.failure.kind]);
      logger.log('warn', 'the conversation was too long for the model, it is asked with less', {
        ...{ turn: turnId, model: event.model, code: event.failure.code },
      });
    } else if (heard) emitControl(room, turnId, event);
  };
  const steering: Steering | null = line && {
    waiting: () => line.waiting(),
    async take() {
      const taken = line.take();
      const words = joinTurn(room, sessionKey, turnId, taken);
      for (const other of taken) job.joined(turnId, other);
      await room.database.committed();
      if (heard)
        emitWords(
          room,
          sessionKey,
          turnId,
          taken.map((other) => other.entry),
        );
      return words;
    },
  };
  const byOwner = isByOwner(room, message);
  const byCode = await answerBySkill(room, {
    ...{ turnId, inboxSeq: entry.seq, sessionKey, agent, message, byOwner, signal, isHeld },
    resumed: entry.attempts > 0,
  });
  const tools = toolsOfTurn(room, agentId, { message, byOwner });
  const asked = (): Promise<TurnOutcome> =>
    runTurn(
      {
        turnId,
        inboxSeq: entry.seq,
        session,
        agent,
        message,
        reply,
        signal,
        extra,
        resumed: entry.attempts > 0,
        ...{ byOwner, steering, isHeld, isPersons: job.isPersons },
      },
      { ...room, config, tools, emit },
    );
  const outcome = byCode ?? (await asked());
  await room.database.committed();
  const call = room.apiCalls.get(message.messageId);
  if (call !== undefined) call.usage = outcome.usage;
  const ms = performance.now() - startedAt;
  metrics.add('turns', 'Turns by how they ended', ['state', outcome.state]);
  metrics.add('tokens', 'Tokens used', ['kind', 'input'], outcome.usage.input);
  metrics.add('tokens', 'Tokens used', ['kind', 'output'], outcome.usage.output);
  if (outcome.failure !== null) metrics.add('errors', 'Failures by kind', ['kind', outcome.failure.kind]);
  metrics.observeTurn(ms / 1_000);
  logger.log(outcome.state === 'failed' ? 'warn' : 'info', 'turn', {
    turn: turnId,
    session: sessionKey,
    channel: message.channel,
    state: outcome.state,
    model: outcome.model,
    ms: Math.round(ms),
    ...(outcome.failure === null ? {} : { kind: outcome.failure.kind, code: outcome.failure.code }),
  });
  if (heard && hub.listeners() > 0) {
    const answer = toChatMessages(transcripts.ofTurn(sessionKey, turnId)).findLast(
      ({ role }) => role === 'assistant',
    );
    const stored = outcome.hasAnswer ? (answer ?? null) : null;
    hub.emit({
      type: 'turn-end',
      turnId,
      message: stored,
      error: outcome.failure === null ? null : outcome.answer,
    });
    room.report.changed();
  }
  return outcome;
}

/** What people wrote, as part of this turn. */
function emitWords(
  { hub, transcripts }: ConversationRoom,
  sessionKey: string,
  turnId: string,
  entries: readonly InboxEntry[],
): void {
  if (hub.listeners() === 0) return;
  const ids = new Set(entries.map(({ message }) => message.messageId));
  for (const message of toChatMessages(transcripts.ofTurn(sessionKey, turnId)))
    if (message.role === 'user' && ids.has(message.id)) hub.emit({ type: 'message', message });
}

function emitControl(
  { hub }: ConversationRoom,
  turnId: string,
  event: Exclude<TurnEvent, { type: 'fallback' | 'shortened' }>,
): void {
  if (hub.listeners() === 0) return;
  if (event.type === 'delta' || event.type === 'reasoning') {
    hub.emit({ type: event.type, turnId, text: event.text });
    return;
  }
  const { id, name, input } = event.call;
  const result =
    event.type === 'tool-start' ? { output: null, ok: false } : { output: event.output, ok: event.ok };
  hub.emit({ type: 'tool', turnId, id, name, input, ...result });
}
