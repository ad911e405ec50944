/** Opens the rooms of the gateway beside its conversations, and gives each what it needs of the others. */
import path from 'node:path';
import type { TokenUsage } from './agent/messages.ts';
import type { ModelStream } from './agent/model.ts';
import { dayIn } from './local-time.ts';
import type { Tool } from './agent/tool.ts';
import { openApprovals } from './approvals/open.ts';
import type { OpenChannels } from './channels/accounts.ts';
import type { InboundMessage } from './channels/channel.ts';
import type { InternalChannels } from './channels/internal.ts';
import type { GatewayConfig } from './config/settings.ts';
import { openCron } from './cron/open.ts';
import { postGuarded } from './channels/group-robots/post-guarded.ts';
import { GroupRobots } from './channels/group-robots/robots.ts';
import { openDiskReserve } from './disk-reserve.ts';
import type { GatewayOptions } from './gateway.ts';
import { openPlatform } from './platform/open.ts';
import { openMemory } from './memory/open.ts';
import type { LiveShell } from './processes/strays.ts';
import type { ControlHub } from './sessions/control-hub.ts';
import type { SessionQueue } from './sessions/session-queue.ts';
import { spokenSummary } from './sessions/spoken-summary.ts';
import type { StatusReport } from './sessions/status-report.ts';
import { openSettings } from './settings/open.ts';
import { openSkills } from './skills/open.ts';
import { openSpeech } from './speech/open.ts';
import type { InboxEntry } from './store/inbox.ts';
import type { Stores } from './store/open.ts';
import { openSubagents } from './subagents/open.ts';
import { configTool } from './tools/config.ts';
import { imageTool } from './tools/image.ts';
import { messageTool } from './tools/message.ts';
import { openToolServices } from './tools/services.ts';
import type { ToolRoom } from './tools/table.ts';

export type RoomsBasis = {
  options: GatewayOptions;
  stores: Stores;
  channels: OpenChannels;
  queue: SessionQueue;
  hub: ControlHub;
  report: StatusReport;
  streamModel: ModelStream;
  startedAt: number;
  config(): GatewayConfig;
  /** the conversations, which are made of the rooms: called when all is open */
  conversations: {
    receive(message: InboundMessage): Promise<unknown>;
    dispatch(entry: InboxEntry): void;
    /** what `/stop` does */
    abort(sessionKey: string): void;
  };
};

export type Rooms = ReturnType<typeof openRooms>;

export function openRooms(basis: RoomsBasis) {
  const { options, stores, channels, queue, hub, report, streamModel, config, conversations } = basis;
  const { stateDir, environment, secrecy, alone, configState, logger, metrics, now, randomBytes } = options;
  const { database, inbox, transcripts, people, chats } = stores;
  const ownerOf = (channel: string, accountId: string): string | null => report.ownerOf(channel, accountId);

  const reserve = secrecy === null ? null : openDiskReserve(path.join(stateDir, 'gateway.reserve'));
  // a start on a full disk has to store things too
  reserve?.settle();
  const newMark = (): string => Buffer.from(randomBytes(16)).toString('hex');
  const shells = { alone, live: new Set<LiveShell>(), newMark, reserve };
  const services = openToolServices({ config, environment, shells, stateDir, now });
  /** in the order of the prompt */
  const roomTools: Tool[] = [];

  const subagents = openSubagents({
    database,
    transcripts,
    channels,
    now,
    receive: conversations.receive,
    agents: () => config().agents,
    abort: conversations.abort,
  });
  const approvals = openApprovals({
    database,
    transcripts,
    channels,
    config,
    logger,
    now,
    randomBytes,
    ownerOf,
    runOf: (messageId) => subagents.runOf(messageId),
    changed: (approval) => hub.emit({ type: 'approval', approval }),
  });
  const settings = openSettings({
    stateDir,
    configState,
    environment,
    log: (message, fields) => logger.log('info', message, fields),
  });
  const skills = openSkills({
    stateDir,
    packageDir: path.dirname(options.templates),
    toolRoom: { environment, secrecy, shells },
    people,
    transcripts,
    config,
    now,
    setting: (at) => settings.valueOf(at),
  });
  const robots = new GroupRobots({
    post: (url, body) => postGuarded(url, body, config()),
    locale: () => config().locale,
    now,
  });
  const cron = openCron({
    database,
    inbox,
    transcripts,
    channels,
    robots,
    queue,
    hub,
    logger,
    metrics,
    config,
    now,
    ownerOf,
    startedAt: basis.startedAt,
    chatsNamed: (name) => chats.named(name),
    dispatch: conversations.dispatch,
    abort: conversations.abort,
  });
  const platform = openPlatform({
    database,
    transcripts,
    channels,
    hub,
    logger,
    config,
    now,
    ownerOf,
  });
  const memory = openMemory({ database, config });
  const message = messageTool({
    channels,
    chats,
    robots,
    requester: cron.requester,
    targetFacts: cron.targetFacts,
  });
  const spent = (reference: string, usage: TokenUsage): void =>
    transcripts.addUsage(dayIn(config().timeZone, now()).date, reference, usage);
  const speech = openSpeech({
    channels,
    transcripts,
    config,
    logger,
    metrics,
    sumUp: spokenSummary({ config, transcripts, streamModel, spent }),
  });
  const image = imageTool({ config, streamModel, spent });
  roomTools.push(...subagents.tools, skills.tool, configTool(settings), cron.tool, ...memory.tools);
  roomTools.push(message, image);

  const toolRoom: ToolRoom = {
    environment,
    secrecy,
    shells,
    roomTools,
    services,
    gate: approvals.gate,
    skillEnvironment: (turn) => skills.environment(turn),
  };
  const internal: InternalChannels = { ...subagents.channels, cron: cron.channel };
  return {
    approvals,
    settings,
    subagents,
    skills,
    cron,
    speech,
    platform,
    toolRoom,
    internal,
    /** Resolves when nothing that they started runs any more. */
    async stop(): Promise<void> {
      await services.stop();
      await speech.stop();
    },
  };
}
