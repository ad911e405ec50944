/**
 * Puts the rooms together: what arrives is stored, checked, and becomes a command's answer or a turn on its session's queue.
 *
 *   receive → inbox → access → command | turn → answer stored → sent → done
 */
import type { ModelStream } from './agent/model.ts';
import { queuedModel } from './agent/queued-model.ts';
import { platformCommands } from './commands/platform.ts';
import { prepareWorkspace } from './agent/workspace.ts';
import { createOpenChannels, type ChannelTable } from './channels/accounts.ts';
import type { InboundMessage } from './channels/channel.ts';
import { hostFor } from './channels/hosts.ts';
import type { ApiCall } from './channels/local.ts';
import type { GatewayConfig } from './config/settings.ts';
import type { ConfigState } from './config-files.ts';
import { createHeapRelease, type Heap } from './heap-release.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { openOwnVolume } from './own-volume.ts';
import { openRooms } from './rooms.ts';
import type { Secrecy } from './secrecy/verdict.ts';
import { createControlHub } from './sessions/control-hub.ts';
import { createConversation } from './sessions/conversation.ts';
import { createDeliveries } from './sessions/delivery.ts';
import { GroupHistory } from './sessions/group-history.ts';
import { createReceiver } from './sessions/receive.ts';
import { tellRestarted } from './sessions/restart-note.ts';
import { createSessionQueue } from './sessions/session-queue.ts';
import { createStatusReport } from './sessions/status-report.ts';
import type { Acceptance } from './store/inbox.ts';
import { openStores } from './store/open.ts';

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
  /** absent: memory is left to V8 */
  heap?: Heap;
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
  const { configState, logger, metrics, now, secrecy } = options;
  const config = (): GatewayConfig => configState.current().config;
  const startedAt = now();
  const stores = openStores(options);
  const { database, inbox, transcripts, people, chats } = stores;
  const hub = createControlHub();
  const deliveries = createDeliveries();
  const groupHistory = new GroupHistory();
  const apiCalls = new Map<string, ApiCall>();
  const queue = createSessionQueue((lane) =>
    lane === 'main' ? config().maxConcurrent : config().subagentsMax,
  );
  const streamModel = queuedModel(options.streamModel, config);
  const heapRelease = options.heap && createHeapRelease(options.heap, () => queue.running() > 0);

  // what the rooms and channels call is made of them
  const receive = (message: InboundMessage): Promise<Acceptance> => {
    heapRelease?.noteWork();
    return accept(message);
  };
  const channels = createOpenChannels(options.channels, (name, account) =>
    hostFor({ people, chats, logger, receive, statusChanged: () => report.changed() }, name, account),
  );
  const report = createStatusReport({
    configState,
    secrecy,
    channels,
    people,
    inbox,
    queue,
    hub,
    diskUse: openOwnVolume(options.stateDir),
    startedAt,
    now,
  });
  const rooms = openRooms({
    options,
    stores,
    channels,
    queue,
    hub,
    report,
    streamModel,
    startedAt,
    config,
    conversations: {
      receive,
      dispatch: (entry) => conversation.dispatch(entry),
      abort: (sessionKey) => void conversation.abort(sessionKey, 'stop'),
    },
  });
  const { approvals, settings, subagents, skills, cron, speech, platform, toolRoom, internal } = rooms;
  const moreCommands = (agentId: string) => [...platformCommands(config()), ...skills.commands(agentId)];
  const conversation = createConversation({
    ...stores,
    approvals,
    settings,
    subagents,
    cron,
    speech,
    toolRoom,
    internal,
    skills: skills.room,
    hub,
    deliveries,
    queue,
    channels,
    apiCalls,
    groupHistory,
    report,
    logger,
    metrics,
    moreCommands,
    platform,
    config,
    streamModel,
    now,
    startedAt,
    restart: options.restart ?? null,
  });
  const accept = createReceiver({
    ...stores,
    config,
    report,
    internal,
    groupHistory,
    channels,
    metrics,
    dispatch: (entry) => conversation.dispatch(entry),
  });

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
        platform.channelsOpened();
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

  const idleWithin = (ms: number): Promise<unknown> =>
    Promise.race([queue.idle(), new Promise((resolve) => setTimeout(resolve, ms).unref())]);

  return {
    config,
    configState,
    receive,
    conversation,
    apiCalls,
    hub,
    report,
    metrics,
    startedAt,
    now,
    transcripts,
    people,
    inbox,
    approvals,
    cron,
    stateDir: options.stateDir,
    /** whether the workspace is being taken along */
    archiving: { busy: false },
    moreCommands,
    platform,
    subagents: subagents.desk,
    /** Ends in at most `graceMs` and a little: running turns may finish, everything else stays in the inbox. */
    async stop(graceMs: number): Promise<void> {
      unwatch();
      clearInterval(pruning);
      heapRelease?.close();
      cron.scheduler.stop();
      queue.close();
      platform.close();
      conversation.close();
      await idleWithin(graceMs);
      deliveries.close();
      conversation.abortAll();
      // a platform that takes no answer must not hold the end up: the answer is stored and goes out at the next start
      await idleWithin(abortedMs);
      await rooms.stop();
      await channels.stop();
      report.close();
      people.flush();
      database.close();
    },
  };
}
