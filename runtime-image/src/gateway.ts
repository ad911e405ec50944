/**
 * Puts the rooms together: what arrives is stored, checked, and becomes a command's answer or a turn on its session's queue.
 *
 *   receive → inbox → access → command | turn → answer stored → sent → done
 */
import path from 'node:path';
import { createKeyQueue } from './agent/key-queue.ts';
import type { TokenUsage } from './agent/messages.ts';
import type { ModelStream } from './agent/model.ts';
import { dayIn } from './agent/prompt.ts';
import { requestsPerKey } from './agent/vendor.ts';
import type { Tool } from './agent/tool.ts';
import { prepareWorkspace } from './agent/workspace.ts';
import { openApprovals } from './approvals/open.ts';
import { createOpenChannels, type ChannelTable } from './channels/accounts.ts';
import type { InboundMessage } from './channels/channel.ts';
import type { InternalChannels } from './channels/internal.ts';
import type { ApiCall } from './channels/local.ts';
import type { Command } from './commands/command.ts';
import type { GatewayConfig } from './config/settings.ts';
import type { ConfigState } from './config-files.ts';
import { openCron } from './cron/open.ts';
import { postGuarded } from './cron/post-guarded.ts';
import { openMemory } from './memory/open.ts';
import { admit } from './sessions/admit.ts';
import { createConversation } from './sessions/conversation.ts';
import { createControlHub } from './sessions/control-hub.ts';
import { createDeliveries } from './sessions/delivery.ts';
import { tellRestarted } from './sessions/restart-note.ts';
import { createSessionQueue } from './sessions/session-queue.ts';
import { GroupHistory } from './sessions/group-history.ts';
import { historyLimit } from './sessions/group-prompt.ts';
import { createStatusReport } from './sessions/status-report.ts';
import { openDiskReserve } from './disk-reserve.ts';
import type { LiveShell } from './processes/strays.ts';
import type { Secrecy } from './secrecy/verdict.ts';
import { messageTool } from './tools/message.ts';
import type { ToolRoom } from './tools/table.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { openToolServices } from './tools/services.ts';
import { imageTool } from './tools/image.ts';
import { openDatabase } from './store/database.ts';
import { openSubagents } from './subagents/open.ts';
import { createInbox, type Acceptance } from './store/inbox.ts';
import { createAllowlist } from './store/allowlist.ts';
import { createChats } from './store/chats.ts';
import { createPeople } from './store/people.ts';
import { openSpeech } from './speech/open.ts';
import { createTranscripts } from './store/transcripts.ts';
import { openSettings } from './settings/open.ts';
import { openSkills } from './skills/open.ts';
import { configTool } from './tools/config.ts';

export type GatewayOptions = {
  stateDir: string;
  /** folder with the first-boot workspace files, by language */
  templates: string;
  environment: Readonly<Record<string, string | undefined>>;
  /** null: nothing is promised about the secrets, see `offerExec` */
  secrecy: Secrecy | null;
  /** the processes of this user are all ours, see `StrayQuestion` */
  alone: boolean;
  configState: ConfigState;
  logger: Logger;
  metrics: Metrics;
  channels: ChannelTable;
  streamModel: ModelStream;
  now(): number;
  randomBytes(size: number): Uint8Array;
  /** absent: the process cannot be ended from a chat */
  restart?: {
    /** something that is known starts it again */
    supervised: boolean;
    end(): void;
  };
};

/** time for turns that were just aborted to end */
const abortedMs = 1_000;

export type Gateway = ReturnType<typeof createGateway>;

export function createGateway(options: GatewayOptions) {
  const { configState, logger, metrics, now } = options;
  const database = openDatabase(path.join(options.stateDir, 'gateway.sqlite'));
  const inbox = createInbox(database, now);
  const transcripts = createTranscripts(database, now);
  const people = createPeople(database, now, options.randomBytes);
  const allowlist = createAllowlist(database, now);
  const chats = createChats(database, now);
  const groupHistory = new GroupHistory();
  const hub = createControlHub();
  const deliveries = createDeliveries();
  const config = (): GatewayConfig => configState.current().config;
  const queue = createSessionQueue((lane) =>
    lane === 'main' ? config().maxConcurrent : config().subagentsMax,
  );
  const keys = createKeyQueue();
  const apiCalls = new Map<string, ApiCall>();
  const { environment, secrecy, alone } = options;
  const reserve = secrecy === null ? null : openDiskReserve(path.join(options.stateDir, 'gateway.reserve'));
  // a start on a full disk has to store things too
  reserve?.settle();
  const newMark = (): string => Buffer.from(options.randomBytes(16)).toString('hex');
  const roomTools: Tool[] = [];
  const shells = { alone, live: new Set<LiveShell>(), newMark, reserve };
  const services = openToolServices({ config, environment, shells, stateDir: options.stateDir, now });
  const toolRoom: ToolRoom = { environment, secrecy, shells, roomTools, services };
  const startedAt = now();

  const streamModel: ModelStream = async function* (request) {
    const { provider } = request.target;
    const leave = await keys.enter(
      // a plan counts its key at all its addresses
      `${URL.parse(provider.baseUrl)?.host} ${provider.apiKey}`,
      requestsPerKey(provider.baseUrl, config().limits.requestsPerKey),
      request.signal,
    );
    try {
      yield* options.streamModel(request);
    } finally {
      leave();
    }
  };

  const channels = createOpenChannels(options.channels, (name, account) => ({
    receive: async (message) => void (await receive(message)),
    statusChanged: () => report.changed(),
    once: (key) => people.once(key),
    forget: (key) => people.forget(key),
    recall: (key) => people.recall(key),
    remember: (key, value) => people.remember(key, value),
    log: (level, message, fields) =>
      logger.log(level, message, { channel: name, account: account.accountId, ...fields }),
    chatSeen: ({ id, kind, name: title }) =>
      chats.note({ channel: name, accountId: account.accountId, chatId: id, kind, name: title }),
    chatGone: (chatId) => chats.gone(name, account.accountId, chatId),
  }));
  const approvals = openApprovals({
    ...{ database, transcripts, channels, config, logger, now },
    runOf: (messageId) => subagents.runOf(messageId),
    ownerOf: (channel, accountId) => report.ownerOf(channel, accountId),
    changed: (approval) => hub.emit({ type: 'approval', approval }),
    randomBytes: options.randomBytes,
  });
  const report = createStatusReport({
    ...{ configState, secrecy, channels, people, inbox, queue, hub, startedAt, now },
  });
  const subagents = openSubagents({
    ...{ database, channels, now },
    receive: (message) => receive(message),
    agents: () => config().agents,
    abort: (sessionKey) => void conversation.abort(sessionKey, 'stop'),
  });
  roomTools.push(...subagents.tools);
  const settings = openSettings({
    ...{ stateDir: options.stateDir, configState, environment },
    log: (message, fields) => logger.log('info', message, fields),
  });
  const skills = openSkills({
    ...{ stateDir: options.stateDir, packageDir: path.dirname(options.templates), toolRoom },
    ...{ people, transcripts, config, now },
    setting: (at) => settings.valueOf(at),
  });
  roomTools.push(skills.tool, configTool(settings));
  toolRoom.skillEnvironment = (turn) => skills.environment(turn);
  const cron = openCron({
    ...{ database, inbox, transcripts, channels, queue, hub, logger, metrics, config, startedAt, now },
    ownerOf: (channel, accountId) => report.ownerOf(channel, accountId),
    chatsNamed: (name) => chats.named(name),
    dispatch: (entry) => conversation.dispatch(entry),
    abort: (sessionKey) => void conversation.abort(sessionKey, 'stop'),
  });
  roomTools.push(cron.tool, ...openMemory({ database, config }).tools);
  roomTools.push(
    messageTool({
      ...{ channels, chats, now },
      ...{ requester: cron.requester, targetFacts: cron.targetFacts },
      post: (url, body) => postGuarded(url, body, config()),
    }),
  );
  const spent = (reference: string, usage: TokenUsage): void =>
    transcripts.addUsage(dayIn(config().timeZone, now()).date, reference, usage);
  roomTools.push(imageTool({ config, streamModel, spent }));
  const speech = openSpeech({ channels, transcripts, config, logger, metrics });
  const internal: InternalChannels = { ...subagents.channels, cron: cron.channel };
  /** commands of rooms that come and go with an agent's files; a room pushes its own */
  const roomCommands: ((agentId: string) => readonly Command[])[] = [skills.commands];
  const moreCommands = (agentId: string): Command[] => roomCommands.flatMap((of) => of(agentId));
  const conversation = createConversation({
    ...{
      database,
      inbox,
      transcripts,
      people,
      allowlist,
      approvals,
      hub,
      deliveries,
      queue,
      channels,
      apiCalls,
      internal,
      subagents,
      skills: skills.room,
      cron,
      groupHistory,
      speech,
      report,
      logger,
      metrics,
    },
    ...{ restart: options.restart ?? null },
    ...{ moreCommands, config, streamModel, now, startedAt, toolRoom: { ...toolRoom, gate: approvals.gate } },
  });

  const idleWithin = (ms: number): Promise<unknown> =>
    Promise.race([queue.idle(), new Promise((resolve) => setTimeout(resolve, ms).unref())]);

  /** In a group people talk to each other: what is not for the bot is not even stored. */
  const isOverheard = (message: InboundMessage): boolean => {
    if (message.chat.kind !== 'group' || message.mentionsBot) return false;
    const access = admit({ config, people, report, internal, allowlist, transcripts }, message);
    return typeof access === 'object' && access.reason === 'not_mentioned';
  };

  const receive = async (message: InboundMessage): Promise<Acceptance> => {
    metrics.add('messages_received', 'Messages delivered by a channel', ['channel', message.channel]);
    if (isOverheard(message)) {
      groupHistory.overhear(message, historyLimit(message, config()));
      metrics.add('messages_dropped', 'Messages not processed', ['reason', 'not_mentioned']);
      return { kind: 'overheard' };
    }
    const result = inbox.accept(message);
    if (result.kind !== 'stored')
      metrics.add('messages_dropped', 'Messages not processed', ['reason', result.kind]);
    // work may begin before the disk has answered: should the power fail now, the platform delivers the message again, and
    // the key of its answer is the same
    if (result.kind === 'stored') {
      if (channels.find(message.channel, message.accountId) !== null) chats.noteMessage(message);
      conversation.dispatch(result.entry);
    }
    await database.synced();
    return result;
  };

  const useConfig = (): void => {
    logger.setSecrets(config().secrets);
    for (const agent of Object.values(config().agents)) {
      try {
        prepareWorkspace(agent.workspace, options.templates, config().locale);
      } catch (error) {
        // the agent's own programs may have put something else there; whoever asks it can have that mended
        logger.log('error', 'a workspace could not be prepared', { agent: agent.id, error });
      }
    }
    void skills.look();
    void channels.apply(config()).then(
      () => {
        conversation.resume();
        cron.scheduler.start();
        approvals.channelsOpened();
        void tellRestarted({ people, channels, transcripts, hub, config, logger, now });
      },
      (error: unknown) => logger.log('error', 'a channel could not be opened', { error }),
    );
    report.changed();
  };
  const unwatch = configState.onChange(useConfig);
  const pruning = setInterval(() => inbox.prune(), 3_600_000).unref();
  inbox.prune();
  chats.prune();
  useConfig();

  return {
    config,
    configState,
    receive,
    transcripts,
    people,
    inbox,
    hub,
    approvals,
    moreCommands,
    report,
    metrics,
    conversation,
    apiCalls,
    subagents: subagents.desk,
    cron,
    subagentTools: subagents.tools,
    startedAt,
    now,
    /** Ends in at most `graceMs` and a little: running turns may finish, everything else stays in the inbox. */
    async stop(graceMs: number): Promise<void> {
      unwatch();
      clearInterval(pruning);
      cron.scheduler.stop();
      queue.close();
      conversation.close();
      await idleWithin(graceMs);
      deliveries.close();
      conversation.abortAll();
      // a platform that takes no answer must not hold the end up: the answer is stored and goes out at the next start
      await idleWithin(abortedMs);
      await services.stop();
      await speech.stop();
      await channels.stop();
      report.close();
      people.flush();
      database.close();
    },
  };
}
