/** The state of the gateway as `/control/status` and `/readyz` tell it, and the event when it changes. */
import type { OpenChannels } from '../channels/accounts.ts';
import type { Locale } from '../config/settings.ts';
import type { ConfigState } from '../config-files.ts';
import type { ChannelStatus, DiskUse, GatewayStatus } from '../control/status.ts';
import type { Inbox } from '../store/inbox.ts';
import type { People } from '../store/people.ts';
import { version } from '../version.ts';
import { explainExec, offerExec, type Secrecy } from '../secrecy/verdict.ts';
import type { ControlHub } from './control-hub.ts';
import type { SessionQueue } from './session-queue.ts';

export type StatusReport = {
  status(): GatewayStatus;
  channels(): ChannelStatus[];
  readiness(): { ready: boolean; failing: string[]; uptimeMs: number };
  /** null: the volume has no size of its own */
  diskUse(): DiskUse | null;
  /** why programs cannot be run, empty when they can */
  execRefusal(locale: Locale): string;
  /** Tells listeners, at most ten times a second. */
  changed(): void;
  /** Tells nothing more: what a status is made of is about to close. */
  close(): void;
  noteActivity(): void;
  /** the owner of a bot: the configured one, else the first that was approved */
  ownerOf(channel: string, accountId: string): string | null;
  appIdOf(channel: string, accountId: string): string;
};

const quietMs = 100;

export function createStatusReport(room: {
  configState: ConfigState;
  secrecy: Secrecy | null;
  channels: OpenChannels;
  people: People;
  inbox: Inbox;
  queue: SessionQueue;
  hub: ControlHub;
  diskUse(): DiskUse | null;
  startedAt: number;
  now(): number;
}): StatusReport {
  const { configState, people, now } = room;
  let lastActivityAt: number | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;
  const account = (channel: string, accountId: string) =>
    configState
      .current()
      .config.channels.find((bot) => bot.channel === channel && bot.account.accountId === accountId)
      ?.account ?? null;

  const report: StatusReport = {
    appIdOf: (channel, accountId) => account(channel, accountId)?.appId ?? '',
    ownerOf(channel, accountId) {
      const configured = account(channel, accountId);
      return configured?.ownerId ?? people.marks(channel, configured?.appId ?? '').ownerId;
    },
    channels: () =>
      room.channels.all().map((channel) => {
        const status = channel.status();
        const marks = people.marks(status.channel, status.appId);
        return {
          ...status,
          ownerId: report.ownerOf(status.channel, status.accountId),
          lastInboundAt: instant(marks.lastInboundAt),
          lastAnsweredAt: instant(marks.lastAnsweredAt),
          ownerAnsweredAt: instant(marks.ownerAnsweredAt),
        };
      }),
    status() {
      const { config, hash, error } = configState.current();
      const disk = room.diskUse();
      return {
        version,
        startedAt: new Date(room.startedAt).toISOString(),
        config: { hash, error },
        exec: { offered: report.execRefusal('en') === '', reason: report.execRefusal('en') },
        model: config.agents[config.defaultAgentId]?.models[0] ?? null,
        channels: report.channels(),
        ...(disk && { disk }),
        runningTurns: room.queue.running(),
        inboxWaiting: room.inbox.waiting(),
        lastActivityAt: instant(lastActivityAt),
      };
    },
    diskUse: room.diskUse,
    execRefusal: (locale) =>
      explainExec(offerExec(configState.current().config.exec.enabled, room.secrecy), locale),
    readiness() {
      const wanted = configState
        .current()
        .config.channels.map(({ channel, account: { accountId } }) => `${channel}:${accountId}`);
      const connected = new Set(
        room.channels
          .all()
          .map((channel) => channel.status())
          .filter(({ state }) => state === 'connected')
          .map(({ channel, accountId }) => `${channel}:${accountId}`),
      );
      const failing = wanted.filter((key) => !connected.has(key));
      return { ready: failing.length === 0, failing, uptimeMs: now() - room.startedAt };
    },
    changed() {
      if (isClosed || timer !== null || room.hub.listeners() === 0) return;
      timer = setTimeout(() => {
        timer = null;
        room.hub.emit({ type: 'status', status: report.status() });
      }, quietMs).unref();
    },
    close() {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
    },
    noteActivity() {
      lastActivityAt = now();
    },
  };
  return report;
}

function instant(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
