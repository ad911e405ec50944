/** From a stored message to its sent answer: access, command or turn, delivery; again after a crash from wherever it was. */
import type { ModelStream } from '../agent/model.ts';
import type { ApprovalRoom } from '../approvals/open.ts';
import type { OpenChannels } from '../channels/accounts.ts';
import type { InboundMessage } from '../channels/channel.ts';
import type { InternalChannels } from '../channels/internal.ts';
import type { ApiCall } from '../channels/local.ts';
import type { Command } from '../commands/command.ts';
import { findCommand } from '../commands/table.ts';
import type { GatewayConfig, Locale } from '../config/settings.ts';
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
import { admit } from './admit.ts';
import type { HearingRoom } from './as-heard.ts';
import { createAnswering } from './answering.ts';
import type { ControlHub } from './control-hub.ts';
import type { Deliveries } from './delivery.ts';
import { replyFor } from './replies.ts';
import { route, type Route } from './route.ts';
import { createRunner } from './runner.ts';
import { createRunningCommands } from './running-commands.ts';
import { createRunningTurns } from './running-turns.ts';
import type { SessionQueue } from './session-queue.ts';
import type { Settings } from '../settings/open.ts';
import type { Speech } from '../speech/open.ts';
import type { StatusReport } from './status-report.ts';
import type { Platform } from '../platform/open.ts';
import type { SkillsRoom } from '../skills/room.ts';
import { texts } from './texts.ts';
import { turnIdOf } from './turn-id.ts';
import { createTurnLine } from './turn-line.ts';
import type { AbortReason } from './abort-reason.ts';
import type { WaitingMessage } from './waiting-lines.ts';
import { wordingOf } from './wording.ts';

export type ConversationRoom = HearingRoom & {
  database: Database;
  inbox: Inbox;
  transcripts: Transcripts;
  people: People;
  allowlist: Allowlist;
  approvals: ApprovalRoom;
  /** null: the process cannot be ended from a chat */
  restart: { supervised: boolean; end(): void } | null;
  hub: ControlHub;
  deliveries: Deliveries;
  queue: SessionQueue;
  channels: OpenChannels;
  apiCalls: Map<string, ApiCall>;
  internal: InternalChannels;
  cron: Cron;
  subagents: Pick<Subagents, 'controls'>;
  report: StatusReport;
  settings: Settings;
  speech: Pick<Speech, 'answered' | 'controls'>;
  platform: Pick<Platform, 'controls'>;
  skills: SkillsRoom;
  logger: Logger;
  metrics: Metrics;
  config(): GatewayConfig;
  streamModel: ModelStream;
  toolRoom: ToolRoom;
  /** commands of a platform and of an agent's skills, which come and go */
  moreCommands?(agentId: string): readonly Command[];
  startedAt: number;
  now(): number;
};

export type Conversation = {
  /** Begins with a stored message, or goes on with it. Returns at once; a message already under way is left alone. */
  dispatch(entry: InboxEntry): void;
  /** Goes on with everything unfinished whose channel is open. */
  resume(): void;
  /** Ends the running turn of a session, and with `stop` what waits behind it too; false when there was nothing to end. */
  abort(sessionKey: string, reason: AbortReason): boolean;
  /** The process is about to end: turns may finish, but nobody waits for quiet, and nothing is summed up any more. */
  close(): void;
  abortAll(): void;
  isRunning(sessionKey: string): boolean;
};

export function createConversation(room: ConversationRoom): Conversation {
  const { inbox, queue, config, logger, metrics } = room;
  const underWay = new Set<number>();
  const running = createRunningTurns(room.now);
  const commands = createRunningCommands();

  const routeOf = (message: InboundMessage): Route =>
    room.internal[message.channel]?.route(message) ??
    route(message, config(), room.report.ownerOf(message.channel, message.accountId));
  const answering = createAnswering(room, underWay, routeOf);
  const { answer, drop, send } = answering;

  /** people's own chats; callers of the API and the gateway's own messages have no commands and are answered one by one */
  const isPersons = ({ channel }: InboundMessage): boolean =>
    channel !== 'api' && room.internal[channel] === undefined;

  /** A bug in one message must not stop the others; the message stays in the inbox and is tried again at the next start. */
  const guarded = async (
    entry: InboxEntry,
    work: () => Promise<void>,
    before: readonly WaitingMessage[] = [],
  ): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (error === ('shutdown' satisfies AbortReason)) return;
      logger.log('error', 'a message could not be processed', { turn: turnIdOf(entry.message), error });
      metrics.add('errors', 'Failures by kind', ['kind', 'internal']);
      for (const { seq } of [entry, ...before.map((other) => other.entry)]) underWay.delete(seq);
    }
  };

  const tell = (
    { entry, reply }: WaitingMessage,
    text: Record<Locale, string>,
    outcome: AnswerOutcome,
  ): void => void guarded(entry, () => answer(entry, reply, text[config().locale], outcome));

  const line = createTurnLine(room, {
    run: (item, before) =>
      guarded(
        item.entry,
        async () => {
          if (item.message.channel === 'api' && !room.apiCalls.has(item.message.messageId))
            drop(item.entry, 'caller_gone');
          else if (item.command === null) await runner.runMessage(item, before);
          else await runner.runCommand(item, item.command);
        },
        before,
      ),
    refuse: (item) => tell(item, texts.tooMany, 'refused'),
    runningVoice: (sessionKey) => running.find(sessionKey)?.voice ?? null,
    isBusy: (sessionKey) => running.find(sessionKey) !== null,
    interrupt: (sessionKey) => void abort(sessionKey, 'interrupt'),
  });

  const abort = (sessionKey: string, reason: AbortReason): boolean => {
    const wasRunning = running.abort(sessionKey, reason);
    const ended = reason === 'stop' ? line.clear(sessionKey) : [];
    for (const item of ended) tell(item, texts.stopped, 'stopped');
    const hadCommand = reason === 'stop' && commands.abort(sessionKey, reason);
    return wasRunning || hadCommand || ended.length > 0;
  };

  const runner = createRunner(room, {
    answering,
    running,
    commands,
    line,
    isPersons,
    stop: (sessionKey) => abort(sessionKey, 'stop'),
    tellStopped: (item) => tell(item, texts.stopped, 'stopped'),
  });

  const dispatch = (entry: InboxEntry): void => {
    if (underWay.has(entry.seq)) return;
    const { message } = entry;
    const reply = replyFor(room, entry);
    if (reply === null) {
      if (!isPersons(message) || message.channel === 'web') drop(entry, 'caller_gone');
      return;
    }
    underWay.add(entry.seq);
    const target = routeOf(message);
    const lane = room.internal[message.channel]?.lane ?? 'main';
    if (entry.state === 'answered') {
      const outcome = (entry.outcome ?? 'answered') as AnswerOutcome;
      const again = (): Promise<void> => send(entry, reply, entry.answer ?? '', outcome);
      queue.add(target.sessionKey, () => guarded(entry, again), lane);
      return;
    }
    const isBegun = entry.state === 'running';
    if (isBegun && entry.turnId !== null && entry.turnId !== turnIdOf(message))
      return answering.join(entry.turnId, { entry, reply });
    // a message that was begun before the crash had been let in
    const access = isBegun ? 'allow' : admit(room, message);
    if (typeof access === 'object')
      return access.pairing === null
        ? drop(entry, access.reason)
        : void guarded(entry, () => answer(entry, reply, access.pairing ?? '', 'pairing'));
    const { command, forOne, isPlain } = wordingOf(room, target.agentId, message, {
      isPersons: isPersons(message),
      isBegun,
    });
    const known = command === null ? null : findCommand(command.name, room.moreCommands?.(target.agentId));
    const worded = forOne === null ? message : { ...message, text: forOne.text };
    const item: WaitingMessage = {
      entry: forOne === null ? entry : { ...entry, message: worded },
      message: worded,
      reply,
      target,
      lane,
      command,
      settings: forOne?.settings ?? null,
      joinable:
        isPlain && (isPersons(message) || room.internal[message.channel]?.entersTurn?.(message) === true),
      shortened: false,
      hadToWait: false,
    };
    if (command !== null && (known === null || known.immediate))
      return void guarded(entry, () => runner.runCommand(item, command));
    line.enqueue(item);
  };

  return {
    dispatch,
    resume() {
      for (const entry of inbox.unfinished()) dispatch(entry);
    },
    abort,
    close() {
      line.close();
      running.abortAll('what_can_wait');
    },
    abortAll() {
      running.abortAll('all');
      commands.abortAll();
    },
    isRunning: (sessionKey) => running.find(sessionKey) !== null,
  };
}
