/** The room of tasks with a real store, a clock that the test moves, a played channel, and a kill at any write. */
import path from 'node:path';
import { ChannelRefusal, type Channel, type Outgoing, type SendTarget } from '../channels/channel.ts';
import { GroupRobots } from '../channels/group-robots/robots.ts';
import { createSessionQueue } from '../sessions/session-queue.ts';
import { createControlHub } from '../sessions/control-hub.ts';
import { turnIdOf } from '../sessions/turn-id.ts';
import type { GatewayConfig } from '../config/settings.ts';
import { openDatabase } from '../store/database.ts';
import { createInbox, type InboxEntry } from '../store/inbox.ts';
import { createTranscripts } from '../store/transcripts.ts';
import { openCron } from './open.ts';
import type { JobWish } from './desk.ts';

export class Clock {
  now = Date.parse('2026-11-22T00:00:00Z');
  private timers: { at: number; work: () => void }[] = [];

  after(ms: number, work: () => void): () => void {
    const timer = { at: this.now + ms, work };
    this.timers.push(timer);
    return () => (this.timers = this.timers.filter((each) => each !== timer));
  }

  forgetTimers(): void {
    this.timers = [];
  }

  waiting(): number {
    return this.timers.length;
  }

  /** Moves on to the next timer, or to `end`. */
  step(end: number): void {
    const next = this.timers.reduce((min, { at }) => Math.min(min, at), Infinity);
    this.now = Math.max(this.now, Math.min(next, end));
    const due = this.timers.filter(({ at }) => at <= this.now);
    this.timers = this.timers.filter(({ at }) => at > this.now);
    for (const { work } of due) work();
  }
}

/** What people would have seen; it outlives every restart. */
export class Platform {
  readonly sent: { key: string; target: SendTarget; text: string }[] = [];
  readonly posted: { url: string; body: unknown }[] = [];
  asked: string[] = [];
  /** what `send` does instead, once each */
  failures: ('refuse' | 'fail')[] = [];
  postAnswer = { status: 200, text: '{"errcode":0}' };
  /** by keys, as a platform that drops what it has already */
  delivered(): string[] {
    return [...new Set(this.sent.map(({ key }) => key))];
  }
}

export type Kill = { writesLeft: number };

export const blankWish: JobWish = {
  ...{ when: {}, name: '', task: null, zone: null, catchUp: null, session: null },
  ...{ to: null, webhook: null, secret: null },
};

const config = {
  locale: 'en',
  timeZone: 'Asia/Shanghai',
  agents: { main: { id: 'main' } },
  defaultAgentId: 'main',
  channels: [{ channel: 'feishu', account: { accountId: 'default' } }],
  cron: { enabled: true, maxConcurrentRuns: 2 },
  web: { allowHosts: [] },
} as unknown as GatewayConfig;

export type PlayedCron = ReturnType<typeof startPlayedCron>;

/** @param kill after so many writes the process is as good as gone: nothing more is written, sent or asked */
export function startPlayedCron(
  dir: string,
  clock: Clock,
  platform: Platform,
  kill: Kill = { writesLeft: Infinity },
  more: Partial<GatewayConfig> = {},
) {
  const real = openDatabase(path.join(dir, 'gateway.sqlite'));
  let isDead = false;
  const die = (): never => {
    if (!isDead) {
      isDead = true;
      // what was not committed is undone, as by a kill
      real.sqlite.close();
    }
    throw new Error('killed');
  };
  const counted =
    <T>(write: (work: () => T) => T) =>
    (work: () => T): T => {
      if (isDead || kill.writesLeft <= 0) die();
      if (!real.sqlite.isTransaction) kill.writesLeft -= 1;
      return write(work);
    };
  const database = {
    ...real,
    // a disk takes real time, which this clock knows nothing of
    synced: () => Promise.resolve(),
    transaction: <T>(work: () => T): T => counted<T>((inner) => real.transaction(inner))(work),
    grouped: <T>(work: () => T): T => counted<T>((inner) => real.transaction(inner))(work),
    groupedOne: <T>(work: () => T): T => counted<T>((inner) => real.transaction(inner))(work),
  };
  const now = (): number => clock.now;
  const inbox = createInbox(database, now);
  const transcripts = createTranscripts(database, now);
  const queue = createSessionQueue(() => 4);
  const errors: unknown[] = [];
  const turns: InboxEntry[] = [];
  const channel = {
    send(target: SendTarget, { text }: Outgoing, key: string): Promise<void> {
      if (isDead) return new Promise(() => {});
      const failure = platform.failures.shift();
      if (failure === 'refuse') return Promise.reject(new ChannelRefusal('The bot is not in this chat.'));
      if (failure === 'fail') return Promise.reject(new Error('busy'));
      platform.sent.push({ key, target, text });
      return Promise.resolve();
    },
  } as Pick<Channel, 'send'> as Channel;
  const cron = openCron({
    ...{ database, inbox, transcripts, queue, hub: createControlHub(), now, startedAt: clock.now },
    channels: { find: (name) => (name === 'feishu' ? channel : null) },
    metrics: { add: () => {} },
    logger: { log: (_level, _message, fields) => void errors.push(fields) },
    config: () => ({ ...config, ...more }),
    ownerOf: () => 'ou_owner',
    chatsNamed: () => [],
    dispatch: (entry) => void turns.push(entry),
    abort: () => {},
    after: (ms, work) => (isDead ? () => {} : clock.after(ms, work)),
    robots: new GroupRobots({
      post(url, body) {
        if (isDead) return new Promise(() => {});
        platform.posted.push({ url, body });
        return Promise.resolve(platform.postAnswer);
      },
      ...{ locale: () => 'zh', now },
    }),
  });

  return {
    cron,
    inbox,
    transcripts,
    errors,
    turns,
    isDead: () => isDead,
    /** Does what a start does. */
    start(): void {
      try {
        for (const entry of inbox.unfinished()) turns.push(entry);
        cron.scheduler.start();
      } catch (error) {
        if (!isDead) throw error;
      }
    },
    /** The agent answers everything that waits, as a conversation does. */
    async answer(
      text: string | ((entry: InboxEntry) => string) = 'done',
      outcome: 'answered' | 'failed' = 'answered',
    ) {
      for (let entry = turns.shift(); entry !== undefined && !isDead; entry = turns.shift()) {
        try {
          if (entry.state !== 'answered') {
            platform.asked.push(entry.message.messageId);
            inbox.markRunning(entry.seq, turnIdOf(entry.message));
            const words = typeof text === 'string' ? text : text(entry);
            entry.answer = words;
            inbox.markAnswered(entry.seq, words, outcome);
          }
          const reply = cron.channel.reply(entry);
          await reply?.finish(entry.answer ?? '');
          inbox.markDone(entry.seq, null);
        } catch (error) {
          if (!isDead) throw error;
        }
      }
    },
    stop(): void {
      cron.scheduler.stop();
      if (!isDead) real.close();
      isDead = true;
      clock.forgetTimers();
    },
  };
}

/** Lets everything that is under way come to rest. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 6; round += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** The owner in a private chat of the bot. */
export const ownerMessage = {
  channel: 'feishu',
  accountId: 'default',
  messageId: 'om_1',
  chat: { id: 'oc_direct', kind: 'direct', threadId: null },
  sender: { id: 'ou_owner', name: 'Ada' },
  text: '',
  mentionsBot: true,
  sentAt: 0,
} as const;
