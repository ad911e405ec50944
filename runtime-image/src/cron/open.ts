/** The room of scheduled tasks put together: what the gateway plugs in. */
import type { OpenChannels } from '../channels/accounts.ts';
import type { Tool } from '../agent/tool.ts';
import type { InboundMessage } from '../channels/channel.ts';
import type { CronControls } from '../commands/cron.ts';
import { cronTool } from '../tools/cron.ts';
import type { GroupRobots } from '../channels/group-robots/robots.ts';
import type { InternalChannel } from '../channels/internal.ts';
import type { GatewayConfig } from '../config/settings.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import type { ControlHub } from '../sessions/control-hub.ts';
import { mainSessionKey } from '../sessions/route.ts';
import type { SessionQueue } from '../sessions/session-queue.ts';
import { turnIdOf } from '../sessions/turn-id.ts';
import type { Database } from '../store/database.ts';
import type { Inbox, InboxEntry } from '../store/inbox.ts';
import type { Transcripts } from '../store/transcripts.ts';
import { createCronChannel, cronChannelName, messageOf, sessionKeyOf } from './channel.ts';
import { createCronDesk, type CronDesk } from './desk.ts';
import type { StoredJob, Target } from './job.ts';
import { createJobs } from './jobs.ts';
import { lazyStatements } from './lazy-statements.ts';
import { createNotes } from './notes.ts';
import { createRuns } from './runs.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { requesterOf, type Requester, type TargetFacts } from './target.ts';
import { askText, failedText, pausedText, sayText } from './texts.ts';

export type CronRoom = {
  database: Database;
  inbox: Inbox;
  transcripts: Transcripts;
  channels: Pick<OpenChannels, 'find'>;
  queue: Pick<SessionQueue, 'add'>;
  hub: ControlHub;
  logger: Pick<Logger, 'log'>;
  metrics: Pick<Metrics, 'add'>;
  config(): GatewayConfig;
  ownerOf(channel: string, accountId: string): string | null;
  /** chats that the bots know, by their name */
  chatsNamed(name: string): ReturnType<TargetFacts['chatsNamed']>;
  dispatch(entry: InboxEntry): void;
  abort(sessionKey: string): void;
  startedAt: number;
  now(): number;
  /** default: real time */
  after?: (ms: number, work: () => void) => () => void;
  robots: Pick<GroupRobots, 'send'>;
};

export type Cron = {
  channel: InternalChannel;
  desk: CronDesk;
  scheduler: Scheduler;
  tool: Tool;
  /** what a command of this session sees */
  controls(
    message: InboundMessage,
    session: { key: string; agentId: string },
    byOwner: boolean,
  ): CronControls;
  /** of whoever holds the gateway's token */
  operator(): Requester;
  /** who asks in a turn, be it a person's or a task's */
  requester(
    message: InboundMessage,
    turn: { agentId: string; sessionKey: string; byOwner: boolean },
  ): Requester | null;
  targetFacts(): TargetFacts;
};

export function openCron(room: CronRoom): Cron {
  const { database, inbox, transcripts, now, config } = room;
  const jobs = createJobs(database, now);
  const runs = createRuns(database, now);
  const inboxRow = lazyStatements(database.sqlite)(
    `SELECT state, outcome FROM inbox WHERE channel = '${cronChannelName}' AND message_id = ?`,
  );
  const rowOf = (id: string) => inboxRow().get(id) as { state: string; outcome: string | null } | undefined;
  const isPlatform = (channel: string): boolean => config().channels.some((bot) => bot.channel === channel);
  const notes = createNotes(room);

  const scheduler = createScheduler({
    jobs,
    runs,
    now,
    startedAt: room.startedAt,
    channels: room.channels,
    settings: () => config().cron,
    transaction: (work) => database.transaction(work),
    hasBot: (channel, accountId) =>
      config().channels.some((bot) => bot.channel === channel && bot.account.accountId === accountId),
    robots: room.robots,
    showInBrowser: (job, run) => notes.write(job, run, mainSessionKey(config().defaultAgentId)),
    delivered(job, run) {
      const { target } = run;
      if (target.kind !== 'chat' || target.sessionKey === null || run.trigger === 'notice') return;
      notes.write(job, run, target.sessionKey).catch((error: unknown) => failed(error));
    },
    refuseRun: (job) =>
      config().agents[job.agentId] === undefined ? `the agent ${job.agentId} is gone` : null,
    storeMessage(job, run) {
      const sessionKey = sessionKeyOf(job);
      transcripts.openSession(sessionKey, job.agentId);
      if (job.session === 'isolated') transcripts.setContextStart(sessionKey, transcripts.nextSeq(), false);
      const text = askText(job, run.scheduledAt, now());
      const stored = inbox.accept(messageOf(job, run, text, now()));
      return () => {
        // after a power cut, too, nothing may have happened that is not recorded
        if (stored.kind === 'stored') void database.synced().then(() => room.dispatch(stored.entry), failed);
      };
    },
    counted(state) {
      room.metrics.add('cron_runs', 'Runs of scheduled tasks by how they ended', ['state', state]);
    },
    isUnderWay: ({ id }) => (rowOf(id)?.state ?? 'done') !== 'done',
    sayText: (job, run) => sayText(job, run.scheduledAt, now(), config().locale),
    failedText: (job, error) => failedText(job, error, config().locale),
    pausedText: (job, failures, error) => pausedText(job, failures, error, config().locale),
    noticeTarget: (job) => noticeTarget(job),
    pruned(job, gone) {
      if (job.session === 'main') return;
      for (const run of gone) notes.forgetTurn(sessionKeyOf(job), turnIdOf(messageOf(job, run, '', 0)));
    },
    failed: (error) => failed(error),
    after: room.after ?? afterReal,
  });
  const failed = (error: unknown): void =>
    room.logger.log('error', 'a scheduled task could not be looked after', { error });

  const targetFacts = (): TargetFacts => ({
    bots: config().channels.map(({ channel, account: { accountId } }) => ({
      channel,
      accountId,
      ownerId: room.ownerOf(channel, accountId),
    })),
    chatsNamed: (name) => room.chatsNamed(name),
    allowHosts: config().web.allowHosts,
  });

  const desk = createCronDesk({
    jobs,
    runs,
    scheduler,
    now,
    transaction: (work) => database.transaction(work),
    zone: () => config().timeZone,
    targetFacts,
    forget(job) {
      if (job.session === 'main') return;
      room.abort(sessionKeyOf(job));
      room.queue.add(sessionKeyOf(job), () => {
        notes.forgetSession(sessionKeyOf(job));
        return Promise.resolve();
      });
    },
  });

  const requester = (
    message: InboundMessage,
    turn: { agentId: string; sessionKey: string; byOwner: boolean },
  ): Requester | null => {
    const run = message.channel === cronChannelName ? runs.find(message.messageId) : null;
    const parent = run === null ? null : jobs.find(run.jobId);
    if (message.channel === cronChannelName && parent === null) return null;
    return requesterOf(message, turn, isPlatform, parent);
  };

  return {
    channel: createCronChannel({
      jobs,
      runs,
      scheduler: () => scheduler,
      outcomeOf: (id) => rowOf(id)?.outcome ?? null,
    }),
    desk,
    scheduler,
    requester,
    targetFacts,
    tool: cronTool({
      desk,
      requester,
      now,
      zone: () => config().timeZone,
    }),
    controls: (message, { key: sessionKey, agentId }, byOwner) => ({
      enabled: config().cron.enabled,
      desk,
      key: turnIdOf(message),
      requester: requester(message, { sessionKey, agentId, byOwner }),
    }),
    operator() {
      const here: Target = { kind: 'browser' };
      const maker = { id: 'owner', name: '', byOwner: true, channel: 'web', chatId: 'main', here };
      return { agentId: config().defaultAgentId, maker: { ...maker, chatKind: 'direct' } };
    },
  };
}

/** The chat where the task was made, unless that is what failed; then the browser, which always works. */
function noticeTarget({ maker, target }: StoredJob): Target {
  const isSame = JSON.stringify(maker.here) === JSON.stringify(target);
  return isSame && target.kind !== 'browser' && maker.byOwner ? { kind: 'browser' } : maker.here;
}

function afterReal(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms).unref();
  return () => clearTimeout(timer);
}
