import { allowlistControls } from '../access/allowlist-controls.ts';
import { dayIn } from '../local-time.ts';
import { approvalControls } from '../approvals/controls.ts';
import type { InboundMessage } from '../channels/channel.ts';
import type { CommandContext } from '../commands/command.ts';
import type { Session } from '../store/sessions.ts';
import { commands } from '../commands/table.ts';
import { resolveModel } from '../config/models.ts';
import { readSessionUsage, readUsage } from '../store/usage.ts';
import { weatherControls } from '../weather/controls.ts';
import { version } from '../version.ts';
import { bashControls } from './bash-controls.ts';
import type { CompactionResult } from './compaction.ts';
import { isByOwner } from './by-owner.ts';
import { exportControls } from './export-controls.ts';
import { explainContext } from './explain-context.ts';
import { noteRestart } from './restart-note.ts';
import { queueRules } from './queue-mode.ts';
import { turnIdOf } from './turn-id.ts';
import { senderOf } from './sender.ts';
import { targetsOf } from './turn-prompt.ts';
import type { ConversationRoom } from './conversation.ts';

export type CommandActions = {
  abort(): boolean;
  running: boolean;
  /** ms since epoch; null: nothing runs */
  runningSince: number | null;
  /** messages in the session's line */
  waiting: number;
  compact(instructions: string): Promise<CompactionResult>;
  /** `/stop` and the end of the process abort the signal. */
  abortable<T>(job: (signal: AbortSignal) => Promise<T>): Promise<T>;
};

/** What a command sees and may do, for one message in one session. */
export function commandContext(
  room: ConversationRoom,
  session: Session,
  message: InboundMessage,
  args: string,
  actions: CommandActions,
): CommandContext {
  const config = room.config();
  const { transcripts } = room;
  const sender = senderOf(room, message);
  const configured = config.agents[session.agentId]?.models[0] ?? null;
  const aliasOf = (reference: string): string | null =>
    Object.keys(config.aliases).find((alias) => config.aliases[alias] === reference) ?? null;
  const context = transcripts.since(session.key, session.contextFrom);
  return {
    locale: config.locale,
    timeZone: config.timeZone,
    now: room.now(),
    args,
    sender,
    chat: { id: message.chat.id, kind: message.chat.kind },
    session: {
      key: session.key,
      agentId: session.agentId,
      messages: context.filter(({ kind }) => kind === 'user' || kind === 'assistant').length,
      model: session.model ?? configured,
      chosenModel: session.model,
      running: actions.running,
      runningSince: actions.runningSince,
      waiting: actions.waiting,
      queue: queueRules(session.settings.queue, config.sessions.queue, message.channel),
      defaults: {
        thinking: config.agents[session.agentId]?.thinking ?? null,
        reasoning: config.agents[session.agentId]?.reasoning ?? 'off',
        verbose: config.agents[session.agentId]?.verbose ?? 'off',
      },
      settings: session.settings,
    },
    gateway: {
      version,
      uptimeMs: room.now() - room.startedAt,
      channels: room.report.channels().map(({ channel: name, accountId: id, state, reason }) => ({
        name: id === 'default' ? name : `${name}/${id}`,
        state,
        reason,
      })),
      execRefusal: room.report.execRefusal(config.locale),
      disk: room.report.diskUse(),
      queued: Math.max(room.inbox.waiting() - room.queue.running() - 1, 0),
    },
    models: Object.values(config.providers).flatMap((provider) =>
      Object.keys(provider.models)
        .map((id) => `${provider.id}/${id}`)
        .map((reference) => ({ reference, alias: aliasOf(reference) })),
    ),
    asked:
      config.agents[session.agentId] === undefined
        ? []
        : targetsOf(session, config.agents[session.agentId]!, config).map(
            ({ reference, provider, model: { api, contextWindow } }) => ({
              reference,
              api,
              contextWindow,
              at: URL.parse(provider.baseUrl)?.host ?? provider.baseUrl,
            }),
          ),
    approvals: approvalControls(room.approvals, config.approvals, {
      agentId: session.agentId,
      byOwner: sender.isOwner,
      place: message.chat.kind,
    }),
    allowlist: allowlistControls(
      room.allowlist,
      config.channels,
      (channel, accountId) => room.report.ownerOf(channel, accountId),
      message,
      room.people,
    ),
    usage: {
      whose: sender.isOwner ? 'all' : 'session',
      rows: (from, to) =>
        sender.isOwner
          ? readUsage(room.database, from, to)
          : readSessionUsage(room.database, session.key, { from, to, timeZone: config.timeZone }),
      pricesOf: (reference) => resolveModel(reference, config.providers, config.aliases)?.model.cost ?? null,
      today: dayIn(config.timeZone, room.now()).date,
    },
    weather: weatherControls(config, room.people, sender),
    explainContext: () => explainContext(room, session, message, isByOwner(room, message)),
    restart: room.restart && {
      supervised: room.restart.supervised,
      remember: () => noteRestart(room, message),
      end: room.restart.end,
    },
    settings: room.settings,
    exportSession: exportControls(room, session, message),
    bash: bashControls(room, session, message, actions.abortable),
    platform: room.platform.controls(message),
    speech: room.speech.controls(message, session.settings, turnIdOf(message)),
    cron: room.cron.controls(message, session, sender.isOwner),
    subagents: room.subagents.controls({
      message,
      byOwner: isByOwner(room, message),
      callId: 'command',
      agentId: session.agentId,
      sessionKey: session.key,
      turnId: turnIdOf(message),
    }),
    commands: [...commands, ...(room.moreCommands?.(session.agentId) ?? [])],
    changeSettings: (patch) => transcripts.patchSettings(session.key, patch),
    stop: actions.abort,
    compact: actions.compact,
    startNewSession: () => transcripts.setContextStart(session.key, transcripts.nextSeq(), false),
    chooseModel: (reference) => transcripts.setModel(session.key, reference),
  };
}
