/** From a stored message to its sent answer: access, command or turn, delivery; again after a crash from wherever it was. */
import type { ModelStream } from '../agent/model.ts';
import type { ApprovalRoom } from '../approvals/open.ts';
import type { OpenChannels } from '../channels/accounts.ts';
import type { InboundMessage, Reply } from '../channels/channel.ts';
import type { InternalChannels } from '../channels/internal.ts';
import { apiReply, isOneOff, webReply, type ApiCall } from '../channels/local.ts';
import { parseCommand, type ParsedCommand } from '../commands/parse.ts';
import type { Command } from '../commands/command.ts';
import { giveCommand } from '../commands/give-command.ts';
import { findCommand } from '../commands/table.ts';
import type { GatewayConfig } from '../config/settings.ts';
import type { Cron } from '../cron/open.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import type { Database } from '../store/database.ts';
import type { AnswerOutcome, Inbox, InboxEntry } from '../store/inbox.ts';
import type { Allowlist } from '../store/allowlist.ts';
import type { People } from '../store/people.ts';
import type { Transcripts } from '../store/transcripts.ts';
import type { Subagents } from '../subagents/open.ts';
import type { ToolRoom } from '../tools/table.ts';
import { toChatMessages } from './chat-view.ts';
import { admit } from './admit.ts';
import { commandContext } from './command-context.ts';
import type { ControlHub } from './control-hub.ts';
import type { Deliveries } from './delivery.ts';
import { mainSessionKey, route, type Route } from './route.ts';
import type { SessionQueue } from './session-queue.ts';
import type { StatusReport } from './status-report.ts';
import { texts } from './texts.ts';
import { turnIdOf } from './turn-id.ts';
import { runTurnJob } from './turn-job.ts';
import type { AbortReason } from './turn.ts';

export type ConversationRoom = {
  database: Database;
  inbox: Inbox;
  transcripts: Transcripts;
  people: People;
  allowlist: Allowlist;
  approvals: ApprovalRoom;
  hub: ControlHub;
  deliveries: Deliveries;
  queue: SessionQueue;
  channels: OpenChannels;
  apiCalls: Map<string, ApiCall>;
  internal: InternalChannels;
  cron: Cron;
  subagents: Pick<Subagents, 'controls'>;
  report: StatusReport;
  logger: Logger;
  metrics: Metrics;
  config(): GatewayConfig;
  streamModel: ModelStream;
  toolRoom: ToolRoom;
  /** commands of an agent's skills, which come and go */
  moreCommands?(agentId: string): readonly Command[];
  startedAt: number;
  now(): number;
};

/** after so many interrupted attempts a message is taken for the cause of the interruptions */
const attemptsMax = 3;

export type Conversation = {
  /** Begins with a stored message, or goes on with it. Returns at once; a message already under way is left alone. */
  dispatch(entry: InboxEntry): void;
  /** Goes on with everything unfinished whose channel is open. */
  resume(): void;
  /** Ends the running turn of a session; false when none runs. */
  abort(sessionKey: string, reason: AbortReason): boolean;
  abortAll(): void;
  isRunning(sessionKey: string): boolean;
};

export function createConversation(room: ConversationRoom): Conversation {
  const { inbox, queue, config, logger, metrics } = room;
  const underWay = new Set<number>();
  const running = new Map<string, AbortController>();

  const replyFor = (entry: InboxEntry): Reply | null => {
    const { message, seq } = entry;
    if (message.channel === 'web') return webReply;
    if (message.channel === 'api') {
      const call = room.apiCalls.get(message.messageId);
      return call === undefined ? null : apiReply(call);
    }
    const own = room.internal[message.channel];
    if (own !== undefined) return own.reply(entry);
    const save = (state: unknown, when: 'now' | 'soon'): void => inbox.saveReplyState(seq, state, when);
    const channel = room.channels.find(message.channel, message.accountId);
    return channel?.reply({ key: turnIdOf(message), to: message, saved: entry.replyState, save }) ?? null;
  };

  const send = (entry: InboxEntry, reply: Reply, text: string, outcome: AnswerOutcome): Promise<void> =>
    room.deliveries.deliver({
      reply,
      text,
      done() {
        const { channel, accountId, sender } = entry.message;
        room.database.grouped(() => {
          inbox.markDone(entry.seq, null);
          if (isOneOff(entry.message)) {
            room.transcripts.drop(routeOf(entry.message).sessionKey, turnIdOf(entry.message));
          }
          if (isLocal(channel) || outcome === 'pairing') return;
          const byOwner = outcome === 'answered' && sender.id === room.report.ownerOf(channel, accountId);
          room.people.noteAnswered(channel, room.report.appIdOf(channel, accountId), byOwner);
        });
        underWay.delete(entry.seq);
        metrics.add('messages_answered', 'Answers accepted by their channel', ['channel', channel]);
        room.report.noteActivity();
        room.report.changed();
      },
      failed(error, attemptsLeft) {
        logger.log('error', 'an answer could not be sent', {
          turn: turnIdOf(entry.message),
          attemptsLeft,
          error,
        });
        metrics.add('errors', 'Failures by kind', ['kind', 'delivery']);
      },
    });

  const answer = async (
    entry: InboxEntry,
    reply: Reply,
    text: string,
    outcome: AnswerOutcome,
  ): Promise<void> => {
    inbox.markAnswered(entry.seq, text, outcome);
    await room.database.committed();
    return send(entry, reply, text, outcome);
  };

  const drop = (entry: InboxEntry, reason: string): void => {
    inbox.markDone(entry.seq, reason);
    underWay.delete(entry.seq);
    metrics.add('messages_dropped', 'Messages not processed', ['reason', reason]);
  };

  const runCommand = async (
    entry: InboxEntry,
    reply: Reply,
    { agentId, sessionKey }: Route,
    parsed: ParsedCommand,
  ): Promise<void> => {
    const session = room.transcripts.openSession(sessionKey, agentId);
    const actions = { abort: (): boolean => abort(sessionKey, 'stop'), running: running.has(sessionKey) };
    const result = await giveCommand(
      parsed.name,
      commandContext(room, session, entry.message, parsed.args, actions),
    );
    if (result.thenAsk !== undefined) {
      return runMessage({ ...entry, message: { ...entry.message, text: result.thenAsk } }, reply, {
        agentId,
        sessionKey,
      });
    }
    const common = {
      session: sessionKey,
      turnId: turnIdOf(entry.message),
      channel: entry.message.channel,
      model: null,
    };
    room.database.transaction(() => {
      const { messageId: id, text } = entry.message;
      room.transcripts.append({ ...common, kind: 'command', text, data: { id }, at: room.now() });
      room.transcripts.append({ ...common, kind: 'notice', text: result.text, data: null, at: room.now() });
      inbox.markAnswered(entry.seq, result.text, 'command');
    });
    if (isMain(sessionKey)) {
      const rows = room.transcripts.ofTurn(sessionKey, common.turnId);
      for (const message of toChatMessages(rows)) room.hub.emit({ type: 'message', message });
    }
    await send(entry, reply, result.text, 'command');
    result.afterwards?.();
  };

  const runMessage = async (
    entry: InboxEntry,
    reply: Reply,
    { agentId, sessionKey }: Route,
  ): Promise<void> => {
    if (entry.attempts >= attemptsMax) return answer(entry, reply, texts.gaveUp[config().locale], 'failed');
    const controller = new AbortController();
    running.set(sessionKey, controller);
    try {
      reply.typing();
      const outcome = await runTurnJob(room, {
        entry,
        reply,
        agentId,
        sessionKey,
        signal: controller.signal,
      });
      running.delete(sessionKey);
      await send(entry, reply, outcome.answer, outcome.state === 'done' ? 'answered' : outcome.state);
    } finally {
      running.delete(sessionKey);
    }
  };

  const abort = (sessionKey: string, reason: AbortReason): boolean => {
    const controller = running.get(sessionKey);
    controller?.abort(reason);
    return controller !== undefined;
  };

  const routeOf = (message: InboundMessage): Route =>
    room.internal[message.channel]?.route(message) ?? route(message, config());

  /** not a platform's channel: nobody is greeted, nothing is counted as a bot's */
  const isLocal = (channel: string): boolean =>
    channel === 'web' || channel === 'api' || room.internal[channel] !== undefined;

  const takesCommands = ({ channel }: InboundMessage): boolean =>
    channel !== 'api' && room.internal[channel] === undefined;

  const isMain = (sessionKey: string): boolean => sessionKey === mainSessionKey(config().defaultAgentId);

  /** A bug in one message must not stop the others; the message stays in the inbox and is tried again at the next start. */
  const guarded = async (entry: InboxEntry, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (error === ('shutdown' satisfies AbortReason)) return;
      logger.log('error', 'a message could not be processed', { turn: turnIdOf(entry.message), error });
      metrics.add('errors', 'Failures by kind', ['kind', 'internal']);
      underWay.delete(entry.seq);
    }
  };

  const dispatch = (entry: InboxEntry): void => {
    if (underWay.has(entry.seq)) return;
    const reply = replyFor(entry);
    if (reply === null) {
      if (isLocal(entry.message.channel)) drop(entry, 'caller_gone');
      return;
    }
    underWay.add(entry.seq);
    const { message } = entry;
    const target = routeOf(message);
    if (entry.state === 'answered') {
      const outcome = (entry.outcome ?? 'answered') as AnswerOutcome;
      queue.add(target.sessionKey, () =>
        guarded(entry, () => send(entry, reply, entry.answer ?? '', outcome)),
      );
      return;
    }
    // a message that was begun before the crash had been let in
    const access = entry.state === 'running' ? 'allow' : admit(room, message);
    if (typeof access === 'object')
      return access.pairing === null
        ? drop(entry, access.reason)
        : void guarded(entry, () => answer(entry, reply, access.pairing ?? '', 'pairing'));
    // what runs as a turn was no command, or the message that came with one
    const command =
      takesCommands(message) && entry.state !== 'running'
        ? parseCommand(message.text, message.mentionsBot)
        : null;
    const known = command === null ? null : findCommand(command.name, room.moreCommands?.(target.agentId));
    if (command !== null && (known === null || known.immediate)) {
      void guarded(entry, () => runCommand(entry, reply, target, command));
      return;
    }
    queue.add(
      target.sessionKey,
      () =>
        guarded(entry, () => {
          if (message.channel === 'api' && !room.apiCalls.has(message.messageId))
            return Promise.resolve(drop(entry, 'caller_gone'));
          return command === null
            ? runMessage(entry, reply, target)
            : runCommand(entry, reply, target, command);
        }),
      room.internal[message.channel]?.lane,
    );
  };

  return {
    dispatch,
    resume() {
      for (const entry of inbox.unfinished()) dispatch(entry);
    },
    abort,
    abortAll() {
      for (const controller of running.values()) controller.abort('shutdown' satisfies AbortReason);
    },
    isRunning: (sessionKey) => running.has(sessionKey),
  };
}
